import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { nameCodes } from './application-facts.js';

export const accountChanged: MailTemplate<'account-changed'> = (params, words) => {
  const { t, language } = words;
  const { reader, userName } = params;
  return {
    subject: t('applications.mail.account-changed.subject', { userName }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.account-changed.lead', { reader }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.label.user-name'), value: userName },
          {
            label: t('applications.mail.label.changes'),
            value: nameCodes('change', params.changes, words),
          },
          { label: t('applications.mail.label.application'), value: params.application },
          {
            label: t('applications.mail.label.changed-at'),
            value: formatDateTime(language, params.changedAt),
          },
        ],
      },
      { kind: 'paragraph', text: t('applications.mail.account-changed.caution', { reader }) },
    ],
  };
};
