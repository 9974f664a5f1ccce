import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const retentionProposed: MailTemplate<'retention-proposed'> = (params, { t, language, address }) => ({
  subject: t('retention.mail.proposed.subject', { records: params.records }),
  blocks: [
    {
      kind: 'paragraph',
      text: t('retention.mail.proposed.lead', {
        proposer: params.proposer,
        records: params.records,
        submissions: params.submissions,
      }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('retention.reason'), value: params.reason },
        { label: t('retention.decide-until'), value: formatDateTime(language, params.decideUntil) },
      ],
    },
    { kind: 'paragraph', text: t('retention.mail.proposed.next') },
    { kind: 'link', text: t('retention.mail.link'), address: address(params.path) },
  ],
});
