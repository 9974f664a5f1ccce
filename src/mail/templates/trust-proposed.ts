import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { trustFacts } from './trust-facts.js';

export const trustProposed: MailTemplate<'trust-proposed'> = (params, words) => {
  const { t, language, address } = words;
  return {
    subject: t('trust.mail.proposed.subject', { change: params.change }),
    blocks: [
      { kind: 'paragraph', text: t('trust.mail.proposed.lead', { proposer: params.proposer }) },
      {
        kind: 'facts',
        facts: [
          ...trustFacts(params, words),
          { label: t('trust.reason.label'), value: params.reason },
          { label: t('trust.proposal.decide-until'), value: formatDateTime(language, params.decideUntil) },
        ],
      },
      { kind: 'paragraph', text: t('trust.mail.proposed.next') },
      { kind: 'link', text: t('trust.mail.link'), address: address(params.path) },
    ],
  };
};
