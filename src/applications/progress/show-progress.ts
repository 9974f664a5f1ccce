import type { Application, ApplicationEvent } from '../application.js';
import type { ReturnReason } from '../return-reasons.js';
import type { ApplicationState } from '../transitions.js';

/** One step of an application's way, as the progress page lists them. */
export interface ShownStep {
  /** `progress.step.<name>` */
  readonly name: 'confirmed' | 'sent-in' | 'under-review' | 'decided' | 'withdrawn' | 'lapsed';
  readonly standing: 'done' | 'now' | 'to-come';
  /** When it was done; null while it is to come. */
  readonly at: Date | null;
}

/** Why an application was returned: everything that must be mended. */
export interface ShownReturn {
  readonly reasons: readonly ReturnReason[];
  readonly words: string;
}

/** The steps of an application; one that ended before its end shows how. Pure. */
export function stepsOf(
  { state, confirmedAt, submittedAt, decidedAt, closedAt }: Application,
  events: readonly ApplicationEvent[],
): readonly ShownStep[] {
  const taken = events.find(({ event }) => event === 'take')?.at ?? null;
  const way = [
    { name: 'confirmed', at: confirmedAt },
    { name: 'sent-in', at: submittedAt },
    { name: 'under-review', at: taken },
    { name: 'decided', at: decidedAt },
  ] as const;
  if (state === 'withdrawn' || state === 'lapsed') {
    const done = way.filter(({ at }) => at !== null).map((step) => ({ ...step, standing: 'done' as const }));
    return [...done, { name: state, at: closedAt, standing: 'done' }];
  }
  const now = stepNow[state];
  return way.map(({ name, at }, index) => ({
    name,
    at,
    standing: index < now ? 'done' : index === now ? 'now' : 'to-come',
  }));
}

/** Which step an application is at now, from 0: what is confirmed waits to be sent in. 4 is past the last one. */
const stepNow: Readonly<Record<Exclude<ApplicationState, 'withdrawn' | 'lapsed'>, number>> = {
  draft: 0,
  confirmed: 1,
  'awaiting-letter': 1,
  'awaiting-scan': 1,
  'letter-received': 2,
  submitted: 2,
  'under-review': 2,
  approved: 4,
  returned: 4,
};

/** Everything that a returned application must mend; undefined when it was not returned. */
export function returnOf(events: readonly ApplicationEvent[]): ShownReturn | undefined {
  const returned = events.filter(({ event }) => event === 'return');
  if (returned.length === 0) return undefined;
  return {
    reasons: [...new Set(returned.flatMap(({ reasons }) => reasons))],
    words: returned
      .map(({ words }) => words)
      .filter((words) => words !== '')
      .join('\n'),
  };
}
