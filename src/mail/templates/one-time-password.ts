import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const oneTimePassword: MailTemplate<'one-time-password'> = (params, { t, language, address }) => ({
  subject: t('mail.one-time-password.subject'),
  blocks: [
    { kind: 'paragraph', text: t('mail.one-time-password.lead', { institution: params.institutionName }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.label.one-time-password'), value: params.password, isCode: true },
        { label: t('mail.label.valid-until'), value: formatDateTime(language, params.validUntil) },
      ],
    },
    { kind: 'paragraph', text: t('mail.one-time-password.next') },
    { kind: 'paragraph', text: t('mail.one-time-password.caution') },
    { kind: 'link', text: t('mail.one-time-password.link'), address: address(params.path) },
  ],
});
