import type { Way } from './ways.js';

export const applicationStates = [
  'draft',
  'confirmed',
  'awaiting-letter',
  'letter-received',
  'awaiting-scan',
  'submitted',
  'under-review',
  'approved',
  'returned',
  'withdrawn',
  'lapsed',
] as const;
export type ApplicationState = (typeof applicationStates)[number];

export const applicationEvents = [
  'save',
  'confirm',
  'await-seals',
  'receive-letter',
  'attach-scan',
  'submit',
  'take',
  'hand-over',
  'approve',
  'return',
  'withdraw',
  'lapse',
] as const;
export type ApplicationEventName = (typeof applicationEvents)[number];

/**
 * In what capacity somebody acts on an application: who filed it, a manager of its institution, the agency's people, or
 * the gateway itself. Who filed from the home page is `applicant` once the code mailed to the filler was typed.
 */
export const capacities = ['applicant', 'manager', 'reviewer', 'supervisor', 'system'] as const;
export type Capacity = (typeof capacities)[number];

/** One arrow. */
export interface Transition {
  readonly event: ApplicationEventName;
  readonly from: ApplicationState;
  readonly to: ApplicationState;
  /** Only for applications that go this way; without it for both. */
  readonly way?: Way;
  readonly by: readonly Capacity[];
}

const applicantSide = ['applicant', 'manager'] as const;

/** The table of transitions, complete: what is not here is refused. */
export const transitions: readonly Transition[] = [
  { event: 'save', from: 'draft', to: 'draft', by: ['applicant'] },
  { event: 'confirm', from: 'draft', to: 'confirmed', by: ['applicant'] },
  { event: 'await-seals', from: 'confirmed', to: 'awaiting-letter', way: 'letter', by: ['system'] },
  { event: 'await-seals', from: 'confirmed', to: 'awaiting-scan', way: 'scan', by: ['system'] },
  {
    event: 'receive-letter',
    from: 'awaiting-letter',
    to: 'letter-received',
    way: 'letter',
    by: ['reviewer', 'supervisor'],
  },
  { event: 'attach-scan', from: 'awaiting-scan', to: 'awaiting-scan', way: 'scan', by: applicantSide },
  { event: 'submit', from: 'awaiting-scan', to: 'submitted', way: 'scan', by: applicantSide },
  { event: 'take', from: 'letter-received', to: 'under-review', way: 'letter', by: ['reviewer'] },
  { event: 'take', from: 'submitted', to: 'under-review', way: 'scan', by: ['reviewer'] },
  { event: 'hand-over', from: 'under-review', to: 'under-review', by: ['reviewer', 'supervisor'] },
  { event: 'approve', from: 'under-review', to: 'approved', by: ['reviewer'] },
  { event: 'return', from: 'under-review', to: 'returned', by: ['reviewer'] },
  { event: 'withdraw', from: 'draft', to: 'withdrawn', by: applicantSide },
  { event: 'withdraw', from: 'confirmed', to: 'withdrawn', by: applicantSide },
  { event: 'withdraw', from: 'awaiting-letter', to: 'withdrawn', way: 'letter', by: applicantSide },
  { event: 'withdraw', from: 'letter-received', to: 'withdrawn', way: 'letter', by: applicantSide },
  { event: 'withdraw', from: 'awaiting-scan', to: 'withdrawn', way: 'scan', by: applicantSide },
  { event: 'withdraw', from: 'submitted', to: 'withdrawn', way: 'scan', by: applicantSide },
  { event: 'lapse', from: 'draft', to: 'lapsed', by: ['system'] },
  { event: 'lapse', from: 'confirmed', to: 'lapsed', by: ['system'] },
  { event: 'lapse', from: 'awaiting-letter', to: 'lapsed', way: 'letter', by: ['system'] },
  { event: 'lapse', from: 'awaiting-scan', to: 'lapsed', way: 'scan', by: ['system'] },
];

/** Where an event leads, or undefined when it may not happen. Pure; the only place where this is decided. */
export function nextState(
  state: ApplicationState,
  event: ApplicationEventName,
  way: Way,
  by: Capacity,
): ApplicationState | undefined {
  return arrows(state, way).find((arrow) => arrow.event === event && arrow.by.includes(by))?.to;
}

/** What somebody may do now, in the order of the table: pages take their buttons from here. */
export function possibleEvents(
  state: ApplicationState,
  way: Way,
  as: readonly Capacity[],
): readonly ApplicationEventName[] {
  return arrows(state, way)
    .filter(({ by }) => by.some((capacity) => as.includes(capacity)))
    .map(({ event }) => event);
}

/** Whether nothing can happen to an application any more. */
export function isClosed(state: ApplicationState): boolean {
  return closedStates.includes(state);
}

/** States that no arrow leaves. */
export const closedStates: readonly ApplicationState[] = applicationStates.filter(
  (state) => !transitions.some(({ from }) => from === state),
);

/** States in which the agency has to do something. */
export const waitingForAgency: readonly ApplicationState[] = ['letter-received', 'submitted', 'under-review'];

function arrows(state: ApplicationState, way: Way): readonly Transition[] {
  return transitions.filter((arrow) => arrow.from === state && (arrow.way ?? way) === way);
}
