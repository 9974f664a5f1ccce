import type { MailEventName } from '../mail-events.js';
import type { MailTemplate } from '../template.js';
import { cardBound } from './card-bound.js';
import { cardCode } from './card-code.js';
import { cardReplaced } from './card-replaced.js';
import { cardUnbound } from './card-unbound.js';
import { oneTimePassword } from './one-time-password.js';
import { submissionAccepted } from './submission-accepted.js';
import { submissionAwaiting } from './submission-awaiting.js';
import { submissionRefused } from './submission-refused.js';
import { submissionStopped } from './submission-stopped.js';

/** One template per event. */
export const mailTemplates: { readonly [Event in MailEventName]: MailTemplate<Event> } = {
  'submission-accepted': submissionAccepted,
  'submission-refused': submissionRefused,
  'submission-awaiting': submissionAwaiting,
  'submission-stopped': submissionStopped,
  'one-time-password': oneTimePassword,
  'card-bound': cardBound,
  'card-code': cardCode,
  'card-replaced': cardReplaced,
  'card-unbound': cardUnbound,
};

/** Whether a stored name is one of ours. */
export function isMailEvent(name: string): name is MailEventName {
  return Object.hasOwn(mailTemplates, name);
}
