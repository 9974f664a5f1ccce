import type { Recognition, RecognitionKind } from '../institution.js';
import { addDays } from './days.js';

/** How an institution stands for one kind of exam on a day; dates `yyyy-mm-dd`. */
export type Standing =
  /** `until`: the last day, null when none is named. Periods that follow each other without a gap are one. */
  | { readonly state: 'recognised'; readonly until: string | null }
  | { readonly state: 'future'; readonly from: string }
  | { readonly state: 'ended'; readonly since: string }
  | { readonly state: 'never' };

/** How an institution with these recognitions stands for `kind` on `day`. */
export function standingOf(
  recognitions: readonly Recognition[],
  kind: RecognitionKind,
  day: string,
): Standing {
  const periods = recognitions.filter((recognition) => recognition.kind === kind);
  const until = coveredUntil(periods, day);
  if (until !== undefined) return { state: 'recognised', until };
  const next = periods
    .flatMap(({ validFrom }) => (validFrom !== null && validFrom > day ? [validFrom] : []))
    .sort()[0];
  if (next !== undefined) return { state: 'future', from: next };
  const last = periods
    .flatMap(({ validUntil }) => validUntil ?? [])
    .sort()
    .at(-1);
  return last === undefined ? { state: 'never' } : { state: 'ended', since: last };
}

/** A kind whose recognition ends soon, and its last day. */
export interface RecognitionEnd {
  readonly kind: RecognitionKind;
  readonly until: string;
}

/** How many days before its end people are told of it. */
export const warningDays = 60;

/** The kinds that an institution is recognised for on `day` and not any more in `warningDays` days. */
export function endingSoon(recognitions: readonly Recognition[], day: string): readonly RecognitionEnd[] {
  const lastWarned = addDays(day, warningDays);
  const kinds = [...new Set(recognitions.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const standing = standingOf(recognitions, kind, day);
    if (standing.state !== 'recognised' || standing.until === null) return [];
    return standing.until <= lastWarned ? [{ kind, until: standing.until }] : [];
  });
}

/** The last day covered without a gap from `day` on, null when it never ends, undefined when `day` is not covered. */
function coveredUntil(periods: readonly Recognition[], day: string): string | null | undefined {
  let until: string | undefined;
  let next = day;
  for (;;) {
    const covering = periods.filter(
      ({ validFrom, validUntil }) =>
        (validFrom === null || validFrom <= next) && (validUntil === null || validUntil >= next),
    );
    if (covering.length === 0) return until;
    const ends = covering.map(({ validUntil }) => validUntil);
    if (ends.includes(null)) return null;
    until =
      ends
        .flatMap((end) => end ?? [])
        .sort()
        .at(-1) ?? next;
    next = addDays(until, 1);
  }
}
