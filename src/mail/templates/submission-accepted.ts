import { formatDateTime, formatNumber } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { refusedFact } from './refused-fact.js';

export const submissionAccepted: MailTemplate<'submission-accepted'> = (
  params,
  { t, language, address },
) => ({
  subject: t('mail.submission-accepted.subject', { receipt: params.receipt }),
  blocks: [
    {
      kind: 'paragraph',
      text:
        params.refused === undefined
          ? t('mail.submission-accepted.lead', { institution: params.institutionName, rows: params.rows })
          : t('mail.submission-accepted.partly', {
              institution: params.institutionName,
              rows: params.rows,
              refused: params.refused,
            }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.receipt'), value: params.receipt },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.rows'), value: formatNumber(language, params.rows) },
        ...refusedFact(params.refused, { t, language }),
        { label: t('mail.label.accepted-at'), value: formatDateTime(language, params.acceptedAt) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-accepted.next') },
    { kind: 'link', text: t('mail.submission-accepted.link'), address: address(params.path) },
  ],
});
