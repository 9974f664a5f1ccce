import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationWithdrawn: MailTemplate<'application-withdrawn'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution } = params;
  return {
    subject: t('applications.mail.withdrawn.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.withdrawn.lead', { institution }) },
      applicationFacts(params, words, [
        {
          label: t('applications.mail.label.withdrawn-at'),
          value: formatDateTime(language, params.withdrawnAt),
        },
      ]),
      { kind: 'paragraph', text: t('applications.mail.withdrawn.next') },
      { kind: 'link', text: t('applications.mail.link'), address: address(params.path) },
    ],
  };
};
