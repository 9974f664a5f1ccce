import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { nameCodes } from './application-facts.js';

export const staffChanged: MailTemplate<'staff-changed'> = (params, words) => {
  const { t, language } = words;
  const { reader, userName, by } = params;
  return {
    subject: t('staff.mail.subject', { userName }),
    blocks: [
      { kind: 'paragraph', text: t('staff.mail.lead', { reader }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.label.user-name'), value: userName },
          { label: t('applications.mail.label.changes'), value: nameCodes('change', params.changes, words) },
          {
            label: t('applications.mail.label.changed-at'),
            value: formatDateTime(language, params.changedAt),
          },
          ...(by === '' ? [] : [{ label: t('staff.mail.by'), value: by }]),
        ],
      },
      { kind: 'paragraph', text: t('staff.mail.caution', { reader }) },
    ],
  };
};
