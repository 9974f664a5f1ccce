import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const retentionDecided: MailTemplate<'retention-decided'> = (params, { t, language, address }) => ({
  subject: t('retention.mail.decided.subject', { outcome: params.outcome, records: params.records }),
  blocks: [
    {
      kind: 'paragraph',
      text: t('retention.mail.decided.lead', {
        outcome: params.outcome,
        decider: params.decider,
        proposer: params.proposer,
        records: params.records,
        submissions: params.submissions,
      }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('retention.decided-at'), value: formatDateTime(language, params.decidedAt) },
        ...(params.reason === '' ? [] : [{ label: t('retention.decision-reason'), value: params.reason }]),
      ],
    },
    { kind: 'link', text: t('retention.mail.link'), address: address(params.path) },
  ],
});
