import { formatDate, formatNumber } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationToReview: MailTemplate<'application-to-review'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution, dueDate } = params;
  return {
    subject: t('applications.mail.to-review.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.to-review.lead', { institution }) },
      applicationFacts(params, words, [
        { label: t('applications.mail.label.accounts'), value: formatNumber(language, params.accounts) },
        ...(dueDate === ''
          ? []
          : [{ label: t('applications.mail.label.due-date'), value: formatDate(language, dueDate) }]),
      ]),
      { kind: 'link', text: t('applications.mail.to-review.link'), address: address(params.path) },
    ],
  };
};
