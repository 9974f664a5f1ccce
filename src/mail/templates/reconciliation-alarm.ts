import type { MailTemplate } from '../template.js';

export const reconciliationAlarm: MailTemplate<'reconciliation-alarm'> = (params, { t, address }) => ({
  subject: t('reconciliation.mail.subject', { faults: params.faults }),
  blocks: [
    { kind: 'paragraph', text: t('reconciliation.mail.lead', { faults: params.faults }) },
    { kind: 'paragraph', text: t('reconciliation.mail.next') },
    { kind: 'link', text: t('reconciliation.mail.link'), address: address(params.path) },
  ],
});
