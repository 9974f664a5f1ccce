import { formatDateTime, formatNumber } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { refusedFact } from './refused-fact.js';

export const submissionAwaitingSignature: MailTemplate<'submission-awaiting-signature'> = (
  params,
  { t, language, address },
) => ({
  subject: t('mail.submission-awaiting-signature.subject', { submission: params.submission }),
  blocks: [
    {
      kind: 'paragraph',
      text: t('mail.submission-awaiting-signature.lead', { institution: params.institutionName }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.rows'), value: formatNumber(language, params.rows) },
        ...refusedFact(params.refused, { t, language }),
        { label: t('mail.label.sign-until'), value: formatDateTime(language, params.signUntil) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-awaiting-signature.next') },
    { kind: 'link', text: t('mail.submission-awaiting-signature.link'), address: address(params.path) },
  ],
});
