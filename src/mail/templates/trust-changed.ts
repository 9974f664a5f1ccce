import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';
import { trustFacts } from './trust-facts.js';

export const trustChanged: MailTemplate<'trust-changed'> = (params, words) => {
  const { t, language, address } = words;
  const { operator, reason } = params;
  return {
    subject: t('trust.mail.changed.subject', { change: params.change }),
    blocks: [
      { kind: 'paragraph', text: t('trust.mail.changed.lead', { operator }) },
      {
        kind: 'facts',
        facts: [
          ...trustFacts(params, words),
          ...(reason === '' ? [] : [{ label: t('trust.reason.label'), value: reason }]),
          { label: t('trust.mail.changed.at'), value: formatDateTime(language, params.changedAt) },
        ],
      },
      { kind: 'paragraph', text: t('trust.mail.changed.next') },
      { kind: 'link', text: t('trust.mail.list'), address: address(params.path) },
    ],
  };
};
