import { formatDate } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationReceived: MailTemplate<'application-received'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution, way, dueDate } = params;
  return {
    subject: t('applications.mail.received.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.received.lead', { institution, way }) },
      applicationFacts(
        params,
        words,
        dueDate === ''
          ? []
          : [{ label: t('applications.mail.label.due-date'), value: formatDate(language, dueDate) }],
      ),
      { kind: 'paragraph', text: t('applications.mail.received.next') },
      { kind: 'link', text: t('applications.mail.link'), address: address(params.path) },
    ],
  };
};
