import { formatDateTime, formatNumber } from '../../locales/index.js';
import type { MailEvents } from '../mail-events.js';
import type { MailTemplate, MailWords } from '../template.js';
import { refusedFact } from './refused-fact.js';

export const submissionAccepted: MailTemplate<'submission-accepted'> = (
  params,
  { t, language, address },
) => ({
  subject:
    params.corrects === undefined
      ? t('mail.submission-accepted.subject', { receipt: params.receipt })
      : t('corrections.mail.subject', { purpose: params.corrects.purpose, receipt: params.receipt }),
  blocks: [
    { kind: 'paragraph', text: leadOf(params, t) },
    {
      kind: 'facts',
      facts: [
        { label: t('mail.label.submission'), value: params.submission },
        { label: t('mail.label.receipt'), value: params.receipt },
        { label: t('mail.label.file'), value: params.fileName },
        { label: t('mail.label.rows'), value: formatNumber(language, params.rows) },
        ...refusedFact(params.refused, { t, language }),
        { label: t('mail.label.accepted-at'), value: formatDateTime(language, params.acceptedAt) },
      ],
    },
    { kind: 'paragraph', text: t('mail.submission-accepted.next') },
    { kind: 'link', text: t('mail.submission-accepted.link'), address: address(params.path) },
  ],
});

function leadOf(
  { institutionName: institution, rows, refused, corrects }: MailEvents['submission-accepted'],
  t: MailWords['t'],
): string {
  if (corrects !== undefined) return t('corrections.mail.lead', { institution, ...corrects });
  if (refused === undefined) return t('mail.submission-accepted.lead', { institution, rows });
  return t('mail.submission-accepted.partly', { institution, rows, refused });
}
