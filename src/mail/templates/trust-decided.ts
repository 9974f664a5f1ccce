import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { trustFacts } from './trust-facts.js';

export const trustDecided: MailTemplate<'trust-decided'> = (params, words) => {
  const { t, language, address } = words;
  const { outcome, decider, proposer, reason } = params;
  return {
    subject: t('trust.mail.decided.subject', { outcome, change: params.change }),
    blocks: [
      { kind: 'paragraph', text: t('trust.mail.decided.lead', { outcome, decider, proposer }) },
      {
        kind: 'facts',
        facts: [
          ...trustFacts(params, words),
          ...(reason === '' ? [] : [{ label: t('trust.reason.label'), value: reason }]),
          { label: t('trust.proposal.decided-at'), value: formatDateTime(language, params.decidedAt) },
        ],
      },
      { kind: 'paragraph', text: t('trust.mail.decided.next', { outcome }) },
      { kind: 'link', text: t('trust.mail.link'), address: address(params.path) },
    ],
  };
};
