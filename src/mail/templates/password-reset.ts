import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const passwordReset: MailTemplate<'password-reset'> = (params, { t, language, address }) => ({
  subject: t('mail.password-reset.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('mail.password-reset.lead') },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.label.valid-until'), value: formatDateTime(language, params.validUntil) },
        { label: t('mail.password-reset.address'), value: params.address },
      ],
    },
    { kind: 'link', text: t('mail.password-reset.link'), address: address(params.path) },
    { kind: 'paragraph', text: t('mail.password-reset.next') },
    { kind: 'paragraph', text: t('mail.password-reset.caution') },
  ],
});
