import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const passwordChanged: MailTemplate<'password-changed'> = (params, { t, language }) => ({
  subject: t('mail.password-changed.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('mail.password-changed.lead', { by: params.by }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.password-changed.at'), value: formatDateTime(language, params.changedAt) },
        { label: t('mail.password-changed.address'), value: params.address },
      ],
    },
    { kind: 'paragraph', text: t('mail.password-changed.caution') },
  ],
});
