import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const loginPaused: MailTemplate<'login-paused'> = (params, { t, language }) => ({
  subject: t('mail.login-paused.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('mail.login-paused.lead') },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.login-paused.until'), value: formatDateTime(language, params.lockedUntil) },
        { label: t('mail.login-paused.address'), value: params.address },
      ],
    },
    { kind: 'paragraph', text: t('mail.login-paused.mine') },
    { kind: 'paragraph', text: t('mail.login-paused.caution') },
  ],
});
