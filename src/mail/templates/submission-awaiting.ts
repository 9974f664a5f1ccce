import { formatDateTime, formatNumber } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { refusedFact } from './refused-fact.js';

export const submissionAwaiting: MailTemplate<'submission-awaiting'> = (
  params,
  { t, language, address },
) => ({
  subject: t('mail.submission-awaiting.subject', { submission: params.submission }),
  blocks: [
    {
      kind: 'paragraph',
      text:
        params.refused === undefined
          ? t('mail.submission-awaiting.lead', { institution: params.institutionName })
          : t('mail.submission-awaiting.partly', { institution: params.institutionName }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.rows'), value: formatNumber(language, params.rows) },
        ...refusedFact(params.refused, { t, language }),
        { label: t('mail.label.warnings'), value: formatNumber(language, params.warnings) },
        { label: t('mail.label.confirm-until'), value: formatDateTime(language, params.confirmUntil) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-awaiting.next') },
    { kind: 'link', text: t('mail.submission-awaiting.link'), address: address(params.path) },
  ],
});
