import type { CardState } from './cards.js';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Validity of a card's certificates: five years (as MOICA issues them), placed so that the state holds at `now`. */
export function cardValidity(state: CardState, now: Date): Validity {
  const notBefore = cardStart(state, now);
  return { notBefore, notAfter: yearsAfter(notBefore, 5) };
}

/** The same day of the year, `years` later, at a whole second. */
export function yearsAfter(moment: Date, years: number): Date {
  const later = new Date(moment);
  later.setUTCMilliseconds(0);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}

/** `days` after `moment`, at a whole second. */
export function daysAfter(moment: Date, days: number): Date {
  const later = new Date(moment);
  later.setUTCMilliseconds(0);
  later.setUTCDate(later.getUTCDate() + days);
  return later;
}

function cardStart(state: CardState, now: Date): Date {
  if (state === 'expired') return daysAfter(yearsAfter(now, -5), -30);
  if (state === 'not-yet-valid') return daysAfter(now, 30);
  return yearsAfter(now, -1);
}
