import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationLapsed: MailTemplate<'application-lapsed'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution } = params;
  return {
    subject: t('applications.mail.lapsed.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.lapsed.lead', { institution }) },
      applicationFacts(params, words, [
        {
          label: t('applications.mail.label.lapse-date'),
          value: formatDate(language, params.lapseDate),
        },
      ]),
      { kind: 'paragraph', text: t('applications.mail.lapsed.next') },
      { kind: 'link', text: t('applications.mail.link'), address: address(params.path) },
    ],
  };
};
