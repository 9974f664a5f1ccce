import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const cardUnbound: MailTemplate<'card-unbound'> = (params, { t, language }) => ({
  subject: t('cards.mail.unbound.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('cards.mail.unbound.lead', { reader: params.reader, by: params.by }) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.label.card'), value: t('mail.card-bound.profile', { profile: params.profile }) },
        { label: t('cards.mail.unbound.at'), value: formatDateTime(language, params.unboundAt) },
        ...(params.reason === '' ? [] : [{ label: t('cards.mail.unbound.reason'), value: params.reason }]),
      ],
    },
    { kind: 'paragraph', text: t('cards.mail.unbound.next', { reader: params.reader }) },
    { kind: 'paragraph', text: t('cards.mail.unbound.caution', { reader: params.reader }) },
  ],
});
