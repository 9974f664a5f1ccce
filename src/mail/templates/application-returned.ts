import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { applicationFacts, nameCodes } from './application-facts.js';

export const applicationReturned: MailTemplate<'application-returned'> = (params, words) => {
  const { t, language, address } = words;
  const { application, institutionName: institution, kind, reader } = params;
  return {
    subject: t('applications.mail.returned.subject', { application }),
    blocks: [
      { kind: 'paragraph', text: t('applications.mail.returned.lead', { institution, reader }) },
      applicationFacts(params, words, [
        { label: t('mail.label.user-name'), value: params.userNames },
        {
          label: t('applications.mail.label.decided-at'),
          value: formatDateTime(language, params.decidedAt),
        },
        { label: t('applications.mail.label.reasons'), value: nameCodes('reason', params.reasons, words) },
        ...(params.words === '' ? [] : [{ label: t('applications.mail.label.words'), value: params.words }]),
      ]),
      { kind: 'paragraph', text: t('applications.mail.returned.next', { reader }) },
      // Somebody whose account was not opened cannot log in to see it.
      ...(reader === 'applicant' && kind === 'new-account'
        ? []
        : [{ kind: 'link' as const, text: t('applications.mail.link'), address: address(params.path) }]),
    ],
  };
};
