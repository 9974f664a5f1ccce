import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationConfirmed: MailTemplate<'application-confirmed'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution, way } = params;
  return {
    subject: t('applications.mail.confirmed.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.confirmed.lead', { institution }) },
      applicationFacts(params, words, [
        {
          label: t('applications.mail.label.lapse-date'),
          value: formatDate(language, params.lapseDate),
        },
      ]),
      { kind: 'paragraph', text: t('applications.mail.confirmed.next', { way }) },
      { kind: 'link', text: t('applications.mail.link'), address: address(params.path) },
    ],
  };
};
