import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const cardReplaced: MailTemplate<'card-replaced'> = (params, { t, language }) => ({
  subject: t('cards.mail.replaced.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('cards.mail.replaced.lead', { reader: params.reader }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.label.card'), value: t('mail.card-bound.profile', { profile: params.profile }) },
        { label: t('mail.label.bound-at'), value: formatDateTime(language, params.boundAt) },
      ],
    },
    { kind: 'paragraph', text: t('cards.mail.replaced.caution', { reader: params.reader }) },
  ],
});
