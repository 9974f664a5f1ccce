import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const cardCode: MailTemplate<'card-code'> = (params, { t, language }) => ({
  subject: t('cards.mail.code.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('cards.mail.code.lead') },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('cards.mail.code.code'), value: params.code, isCode: true },
        { label: t('mail.label.valid-until'), value: formatDateTime(language, params.validUntil) },
        { label: t('cards.mail.code.address'), value: params.address },
      ],
    },
    { kind: 'paragraph', text: t('cards.mail.code.next') },
    { kind: 'paragraph', text: t('cards.mail.code.caution') },
  ],
});
