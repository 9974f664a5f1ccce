import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const applicationCode: MailTemplate<'application-code'> = (params, { t, language }) => ({
  subject: t('applications.mail.code.subject', { application: params.application }),
  blocks: [
    { kind: 'paragraph', text: t('applications.mail.code.lead') },
    {
      kind: 'facts',
      facts: [
        { label: t('applications.mail.label.application'), value: params.application },
        { label: t('applications.mail.code.code'), value: params.code, isCode: true },
        { label: t('mail.label.valid-until'), value: formatDateTime(language, params.validUntil) },
        { label: t('applications.mail.code.address'), value: params.address },
      ],
    },
    { kind: 'paragraph', text: t('applications.mail.code.caution') },
  ],
});
