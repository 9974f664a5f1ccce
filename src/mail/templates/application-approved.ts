import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts } from './application-facts.js';

export const applicationApproved: MailTemplate<'application-approved'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution, kind, reader } = params;
  return {
    subject: t('applications.mail.approved.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.approved.lead', { institution }) },
      applicationFacts(params, words, [
        { label: t('mail.label.user-name'), value: params.userNames },
        {
          label: t('applications.mail.label.decided-at'),
          value: formatDateTime(language, params.decidedAt),
        },
      ]),
      { kind: 'paragraph', text: t('applications.mail.approved.next', { kind, reader }) },
      {
        kind: 'link',
        text: reader === 'applicant' ? t('applications.mail.log-in') : t('applications.mail.link'),
        address: address(params.path),
      },
    ],
  };
};
