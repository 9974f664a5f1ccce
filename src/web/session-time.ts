import type { VisitSession } from './visit.js';

/** How long a session lasts: in seconds, so that a wrong clock of the reader's computer does no harm. */
export interface SecondsLeft {
  /** Until it ends if nothing is done. */
  readonly idleSeconds: number;
  /** Until it ends in any case. */
  readonly totalSeconds: number;
}

/** The seconds that a session has left, never below nought. */
export function secondsLeft({ idleEndsAt, endsAt }: VisitSession, now: Date): SecondsLeft {
  const until = (moment: Date) => Math.max(0, Math.floor((moment.getTime() - now.getTime()) / 1000));
  return { idleSeconds: until(idleEndsAt), totalSeconds: until(endsAt) };
}
