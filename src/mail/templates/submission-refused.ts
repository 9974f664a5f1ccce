import { formatDateTime, formatNumber } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const submissionRefused: MailTemplate<'submission-refused'> = (params, { t, language, address }) => ({
  subject: t('mail.submission-refused.subject', { submission: params.submission }),
  blocks: [
    { kind: 'paragraph', text: t('mail.submission-refused.lead', { institution: params.institutionName }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.rows'), value: formatNumber(language, params.rows) },
        { label: t('mail.label.error-rows'), value: formatNumber(language, params.errorRows) },
        { label: t('mail.label.errors'), value: formatNumber(language, params.errors) },
        { label: t('mail.label.warnings'), value: formatNumber(language, params.warnings) },
        { label: t('mail.label.refused-at'), value: formatDateTime(language, params.refusedAt) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-refused.next') },
    { kind: 'link', text: t('mail.submission-refused.link'), address: address(params.path) },
  ],
});
