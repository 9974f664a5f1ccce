import { describe, expect, it } from 'vitest';
import {
  type ApplicationEventName,
  type ApplicationState,
  applicationEvents,
  applicationStates,
  type Capacity,
  capacities,
  closedStates,
  nextState,
  possibleEvents,
  transitions,
} from '../../src/applications/transitions.js';
import type { Way } from '../../src/applications/ways.js';

/**
 * Every arrow once more, written out for each way: from event → to, and who. Everything else in the product of states,
 * events, ways and capacities must be refused.
 */
const arrows: Readonly<Record<Way, string>> = {
  letter: `
    draft            save            draft            applicant
    draft            confirm         confirmed        applicant
    draft            withdraw        withdrawn        applicant manager
    draft            lapse           lapsed           system
    confirmed        await-seals     awaiting-letter  system
    confirmed        withdraw        withdrawn        applicant manager
    confirmed        lapse           lapsed           system
    awaiting-letter  receive-letter  letter-received  reviewer supervisor
    awaiting-letter  withdraw        withdrawn        applicant manager
    awaiting-letter  lapse           lapsed           system
    letter-received  take            under-review     reviewer
    letter-received  withdraw        withdrawn        applicant manager
    under-review     hand-over       under-review     reviewer supervisor
    under-review     approve         approved         reviewer
    under-review     return          returned         reviewer`,
  scan: `
    draft            save            draft            applicant
    draft            confirm         confirmed        applicant
    draft            withdraw        withdrawn        applicant manager
    draft            lapse           lapsed           system
    confirmed        await-seals     awaiting-scan    system
    confirmed        withdraw        withdrawn        applicant manager
    confirmed        lapse           lapsed           system
    awaiting-scan    attach-scan     awaiting-scan    applicant manager
    awaiting-scan    submit          submitted        applicant manager
    awaiting-scan    withdraw        withdrawn        applicant manager
    awaiting-scan    lapse           lapsed           system
    submitted        take            under-review     reviewer
    submitted        withdraw        withdrawn        applicant manager
    under-review     hand-over       under-review     reviewer supervisor
    under-review     approve         approved         reviewer
    under-review     return          returned         reviewer`,
};

const written = (['letter', 'scan'] as const).flatMap((way) =>
  arrows[way]
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([from = '', event = '', to = '', ...by]) => ({ way, from, event, to, by })),
);

function expectedState(
  from: ApplicationState,
  event: ApplicationEventName,
  way: Way,
  by: Capacity,
): string | undefined {
  return written.find(
    (arrow) => arrow.from === from && arrow.event === event && arrow.way === way && arrow.by.includes(by),
  )?.to;
}

const combinations = applicationStates.flatMap((from) =>
  applicationEvents.flatMap((event) =>
    (['letter', 'scan'] as const).flatMap((way) => capacities.map((by) => ({ from, event, way, by }))),
  ),
);

describe('the table of transitions', () => {
  it.each(
    combinations.filter(({ from, event, way, by }) => expectedState(from, event, way, by) !== undefined),
  )('leads from $from by $event of the $by ($way)', ({ from, event, way, by }) => {
    expect(nextState(from, event, way, by)).toBe(expectedState(from, event, way, by));
  });

  it.each(
    combinations.filter(({ from, event, way, by }) => expectedState(from, event, way, by) === undefined),
  )('forbids $event from $from to the $by ($way)', ({ from, event, way, by }) => {
    expect(nextState(from, event, way, by)).toBeUndefined();
  });

  it('names the states and events that the specification names, each used', () => {
    expect(combinations).toHaveLength(11 * 12 * 2 * 5);
    expect(new Set(transitions.map(({ event }) => event))).toEqual(new Set(applicationEvents));
    expect(new Set(transitions.flatMap(({ from, to }) => [from, to]))).toEqual(new Set(applicationStates));
  });

  it('has no arrow twice', () => {
    const keys = transitions.map(({ from, event, way }) => `${from} ${event} ${way}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('ends in the four closed states', () => {
    expect(closedStates).toEqual(['approved', 'returned', 'withdrawn', 'lapsed']);
  });

  it('lets the applicant withdraw in every open state until review starts', () => {
    const withdrawable = applicationStates.filter((state) =>
      (['letter', 'scan'] as const).some((way) => nextState(state, 'withdraw', way, 'applicant')),
    );
    expect(withdrawable).toEqual([
      'draft',
      'confirmed',
      'awaiting-letter',
      'letter-received',
      'awaiting-scan',
      'submitted',
    ]);
  });
});

describe('what somebody may do', () => {
  it.each([
    ['draft', 'letter', ['applicant'], ['save', 'confirm', 'withdraw']],
    ['awaiting-scan', 'scan', ['applicant', 'manager'], ['attach-scan', 'submit', 'withdraw']],
    ['awaiting-letter', 'letter', ['applicant'], ['withdraw']],
    ['awaiting-letter', 'letter', ['supervisor'], ['receive-letter']],
    ['under-review', 'scan', ['reviewer'], ['hand-over', 'approve', 'return']],
    ['under-review', 'scan', ['applicant', 'manager'], []],
    ['approved', 'scan', ['applicant', 'manager', 'reviewer', 'supervisor', 'system'], []],
  ] as const)('in %s by %s as %j', (state, way, as, events) => {
    expect(possibleEvents(state, way, as)).toEqual(events);
  });
});
