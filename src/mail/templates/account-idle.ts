import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const accountIdle: MailTemplate<'account-idle'> = (params, { t, language, address }) => {
  const { userName, usedOn, days } = params;
  return {
    subject: t('idle.mail.account-idle.subject', { userName, days }),
    blocks: [
      { kind: 'paragraph', text: t('idle.mail.account-idle.lead', { reader: params.reader }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.label.user-name'), value: userName },
          { label: t('idle.used-on'), value: formatDate(language, usedOn) },
          { label: t('idle.days'), value: t('idle.days-count', { days }) },
          ...(params.suspendOn === ''
            ? []
            : [{ label: t('idle.suspend-on'), value: formatDate(language, params.suspendOn) }]),
        ],
      },
      {
        kind: 'paragraph',
        text: t('idle.mail.account-idle.next', {
          reader: params.reader,
          last: params.suspendOn === '' ? 'yes' : 'no',
        }),
      },
      {
        kind: 'link',
        text: t('idle.mail.link', { page: params.path === '/login' ? 'login' : 'list' }),
        address: address(params.path),
      },
    ],
  };
};
