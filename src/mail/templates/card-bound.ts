import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const cardBound: MailTemplate<'card-bound'> = (params, { t, language }) => ({
  subject: t('mail.card-bound.subject', { userName: params.userName }),
  blocks: [
    { kind: 'paragraph', text: t('mail.card-bound.lead') },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.user-name'), value: params.userName },
        { label: t('mail.label.card'), value: t('mail.card-bound.profile', { profile: params.profile }) },
        { label: t('mail.label.bound-at'), value: formatDateTime(language, params.boundAt) },
      ],
    },
    { kind: 'paragraph', text: t('mail.card-bound.caution') },
  ],
});
