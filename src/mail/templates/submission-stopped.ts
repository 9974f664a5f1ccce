import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const submissionStopped: MailTemplate<'submission-stopped'> = (params, { t, language, address }) => ({
  subject: t('mail.submission-stopped.subject', { submission: params.submission }),
  blocks: [
    { kind: 'paragraph', text: t('mail.submission-stopped.lead', { institution: params.institutionName }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.refused-at'), value: formatDateTime(language, params.refusedAt) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-stopped.next') },
    { kind: 'link', text: t('mail.submission-stopped.link'), address: address(params.path) },
  ],
});
