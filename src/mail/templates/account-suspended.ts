import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const accountSuspended: MailTemplate<'account-suspended'> = (params, { t, language, address }) => {
  const { userName, usedOn, days } = params;
  return {
    subject: t('idle.mail.account-suspended.subject', { userName }),
    blocks: [
      { kind: 'paragraph', text: t('idle.mail.account-suspended.lead', { reader: params.reader }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.label.user-name'), value: userName },
          { label: t('idle.used-on'), value: formatDate(language, usedOn) },
          { label: t('idle.days'), value: t('idle.days-count', { days }) },
        ],
      },
      { kind: 'paragraph', text: t('idle.mail.account-suspended.next', { reader: params.reader }) },
      {
        kind: 'link',
        text: t('idle.mail.link', { page: params.path === '/login' ? 'login' : 'list' }),
        address: address(params.path),
      },
    ],
  };
};
