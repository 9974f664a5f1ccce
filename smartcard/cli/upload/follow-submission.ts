import type { Clock } from '../../clock.js';
import { AgentProblem } from '../../problems.js';
import { GatewayRefusal } from '../gateway/refusal.js';
import type { Submission, SubmissionNow } from '../gateway/submissions.js';

export interface Patience {
  /** Seconds in all. */
  readonly seconds: number;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Whether the gateway goes on with it by itself. */
export function isUnderWay({ status }: Pick<Submission, 'status'>): boolean {
  return ['received', 'processing', 'confirmed'].includes(status);
}

/**
 * Asks about once a second, or as seldom as the gateway says, until a submission waits for nothing more from the gateway,
 * or the time is up; gives how it stands then. A gateway that is away or busy meanwhile is asked again.
 *
 * @throws AgentProblem what it was refused with last, when the time is up and nothing is known
 */
export async function followSubmission(
  look: () => Promise<SubmissionNow>,
  first: SubmissionNow,
  { seconds, clock, pause }: Patience,
): Promise<Submission> {
  const end = clock().getTime() + seconds * 1000;
  let { submission, retryAfter } = first;
  let trouble: AgentProblem | undefined;
  while (isUnderWay(submission)) {
    const milliseconds = Math.max(retryAfter ?? 0, 1) * 1000;
    if (clock().getTime() + milliseconds > end) {
      if (trouble !== undefined) throw trouble;
      return submission;
    }
    await pause(milliseconds);
    try {
      ({ submission, retryAfter } = await look());
      trouble = undefined;
    } catch (cause) {
      trouble = passing(cause);
      retryAfter = trouble.retryAfter;
    }
  }
  return submission;
}

/** Sends again after the line was cut, three times in all: the key keeps it one submission. */
export async function sendStubbornly<T>(
  send: () => Promise<T>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (const milliseconds of [1000, 4000]) {
    try {
      return await send();
    } catch (cause) {
      if (!isCut(cause)) throw cause;
      await pause(milliseconds);
    }
  }
  return send();
}

/** A trouble that may pass; any other is thrown on. */
function passing(cause: unknown): AgentProblem {
  if (isCut(cause)) return cause;
  if (cause instanceof GatewayRefusal && cause.retryAfter !== undefined) return cause;
  throw cause;
}

function isCut(cause: unknown): cause is AgentProblem {
  return cause instanceof AgentProblem && cause.code === 'ERR_AGENT_GATEWAY_UNREACHABLE';
}
