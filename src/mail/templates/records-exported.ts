import { formatDateTime } from '../../locales/index.js';
import type { MailTemplate } from '../template.js';

export const recordsExported: MailTemplate<'records-exported'> = (params, { t, language, address }) => ({
  subject: t('record-export.mail.subject', { records: params.records }),
  blocks: [
    {
      kind: 'paragraph',
      text: t('record-export.mail.lead', { exporter: params.exporter, records: params.records }),
    },
    {
      kind: 'facts',
      facts: [
        { label: t('record-export.reason'), value: params.reason },
        { label: t('record-export.exported-at'), value: formatDateTime(language, params.exportedAt) },
      ],
    },
    { kind: 'paragraph', text: t('record-export.mail.next') },
    { kind: 'link', text: t('record-export.mail.link'), address: address(params.path) },
  ],
});
