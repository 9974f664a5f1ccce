import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const lastManagerIdle: MailTemplate<'last-manager-idle'> = (params, { t, language, address }) => {
  const { userName, usedOn, days, institutionName, institutionCode } = params;
  return {
    subject: t('idle.mail.last-manager-idle.subject', { institution: institutionName }),
    blocks: [
      { kind: 'paragraph', text: t('idle.mail.last-manager-idle.lead', { institution: institutionName }) },
      {
        kind: 'facts',
        facts: [
          { label: t('mail.label.user-name'), value: userName },
          { label: t('idle.institution'), value: `${institutionName} ${institutionCode}` },
          { label: t('idle.used-on'), value: formatDate(language, usedOn) },
          { label: t('idle.days'), value: t('idle.days-count', { days }) },
        ],
      },
      { kind: 'paragraph', text: t('idle.mail.last-manager-idle.next') },
      {
        kind: 'link',
        text: t('idle.mail.link', { page: params.path === '/login' ? 'login' : 'list' }),
        address: address(params.path),
      },
    ],
  };
};
