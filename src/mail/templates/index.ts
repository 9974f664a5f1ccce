import type { MailEventName } from '../mail-events.js';
import type { MailTemplate } from '../template.js';
import { accountChanged } from './account-changed.js';
import { accountIdle } from './account-idle.js';
import { accountSuspended } from './account-suspended.js';
import { applicationApproved } from './application-approved.js';
import { applicationCode } from './application-code.js';
import { applicationConfirmed } from './application-confirmed.js';
import { applicationLapsed } from './application-lapsed.js';
import { applicationReceived } from './application-received.js';
import { applicationReturned } from './application-returned.js';
import { applicationToReview } from './application-to-review.js';
import { applicationWithdrawn } from './application-withdrawn.js';
import { cardBound } from './card-bound.js';
import { cardCode } from './card-code.js';
import { cardReplaced } from './card-replaced.js';
import { cardUnbound } from './card-unbound.js';
import { lastManagerIdle } from './last-manager-idle.js';
import { loginPaused } from './login-paused.js';
import { malwareFound } from './malware-found.js';
import { oneTimePassword } from './one-time-password.js';
import { passwordChanged } from './password-changed.js';
import { passwordReset } from './password-reset.js';
import { recognitionEnding } from './recognition-ending.js';
import { reconciliationAlarm } from './reconciliation-alarm.js';
import { recordsExported } from './records-exported.js';
import { retentionDecided } from './retention-decided.js';
import { retentionProposed } from './retention-proposed.js';
import { staffChanged } from './staff-changed.js';
import { submissionAccepted } from './submission-accepted.js';
import { submissionAwaiting } from './submission-awaiting.js';
import { submissionAwaitingSignature } from './submission-awaiting-signature.js';
import { submissionRefused } from './submission-refused.js';
import { submissionStopped } from './submission-stopped.js';
import { trustChanged } from './trust-changed.js';
import { trustDecided } from './trust-decided.js';
import { trustProposed } from './trust-proposed.js';

/** One template per event. */
export const mailTemplates: { readonly [Event in MailEventName]: MailTemplate<Event> } = {
  'application-confirmed': applicationConfirmed,
  'application-received': applicationReceived,
  'application-to-review': applicationToReview,
  'application-approved': applicationApproved,
  'application-returned': applicationReturned,
  'application-withdrawn': applicationWithdrawn,
  'application-lapsed': applicationLapsed,
  'application-code': applicationCode,
  'account-changed': accountChanged,
  'submission-accepted': submissionAccepted,
  'submission-refused': submissionRefused,
  'submission-awaiting': submissionAwaiting,
  'submission-awaiting-signature': submissionAwaitingSignature,
  'submission-stopped': submissionStopped,
  'staff-changed': staffChanged,
  'one-time-password': oneTimePassword,
  'card-bound': cardBound,
  'card-code': cardCode,
  'card-replaced': cardReplaced,
  'card-unbound': cardUnbound,
  'trust-proposed': trustProposed,
  'trust-decided': trustDecided,
  'trust-changed': trustChanged,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'login-paused': loginPaused,
  'recognition-ending': recognitionEnding,
  'account-idle': accountIdle,
  'account-suspended': accountSuspended,
  'last-manager-idle': lastManagerIdle,
  'retention-proposed': retentionProposed,
  'retention-decided': retentionDecided,
  'records-exported': recordsExported,
  'reconciliation-alarm': reconciliationAlarm,
  'malware-found': malwareFound,
};

/** The names of all events, in the order of the table above. */
export const mailEventNames = Object.keys(mailTemplates) as readonly MailEventName[];

/** Whether a stored name is one of ours. */
export function isMailEvent(name: string): name is MailEventName {
  return Object.hasOwn(mailTemplates, name);
}
