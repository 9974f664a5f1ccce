import type { ApplicationMailEvents } from '../../../src/mail/application-mail-events.js';
import type { MailParams } from '../../../src/mail/mail-events.js';

const about = {
  institutionName: '測試醫院',
  application: 'A1151122-7K3M9Q',
  kind: 'new-account',
  path: '/applications/A1151122-7K3M9Q',
} as const;

/** One of each mail of applications. */
export const applicationExamples: {
  readonly [Event in keyof ApplicationMailEvents]: MailParams<Event>;
} = {
  'application-confirmed': { ...about, way: 'letter', lapseDate: '2027-01-21' },
  'application-received': { ...about, way: 'scan', dueDate: '2026-11-27' },
  'application-to-review': { ...about, accounts: 2, dueDate: '2026-11-27' },
  'application-approved': {
    ...about,
    reader: 'applicant',
    userNames: 'user000',
    decidedAt: '2026-11-22T00:59:00.000Z',
  },
  'application-returned': {
    ...about,
    reader: 'filler',
    userNames: 'user000',
    reasons: 'seal-missing other',
    words: '請補蓋負責人印章',
    decidedAt: '2026-11-22T00:59:00.000Z',
  },
  'application-withdrawn': { ...about, withdrawnAt: '2026-11-22T00:59:00.000Z' },
  'application-lapsed': { ...about, lapseDate: '2027-01-21' },
  'application-code': {
    application: about.application,
    code: '1234 5678',
    validUntil: '2026-11-22T01:09:00.000Z',
    address: '203.69.20.5',
  },
  'account-changed': {
    reader: 'holder',
    userName: 'user000',
    application: 'C1151122-7K3M9Q',
    changes: 'ranges email',
    changedAt: '2026-11-22T00:59:00.000Z',
  },
};
