/**
 * The states of a submission 申報批次:
 * `received` the file is stored and waits its turn · `processing` its rows are judged · `awaiting-confirmation` there are
 * warnings, the reporter decides · `awaiting-signature` the agency asks that somebody signs the file with their card ·
 * `confirmed` all that was asked of people is done, it waits its turn to be taken in · `accepted`, `refused`,
 * `cancelled`, `lapsed` the end.
 */
export const submissionStates = [
  'received',
  'processing',
  'awaiting-confirmation',
  'awaiting-signature',
  'confirmed',
  'accepted',
  'refused',
  'cancelled',
  'lapsed',
] as const;

export type SubmissionState = (typeof submissionStates)[number];

/**
 * Every allowed move. A run that begins again after a crash moves from `processing` to `processing`; a file whose rows
 * were overtaken by another submission, and of which the rest may be accepted, is `received` once more.
 */
export const transitions: Readonly<Record<SubmissionState, readonly SubmissionState[]>> = {
  received: ['processing', 'cancelled', 'refused'],
  processing: [
    'processing',
    'received',
    'awaiting-confirmation',
    'awaiting-signature',
    'accepted',
    'refused',
    'cancelled',
  ],
  'awaiting-confirmation': ['awaiting-signature', 'confirmed', 'cancelled', 'lapsed'],
  'awaiting-signature': ['confirmed', 'cancelled', 'lapsed'],
  confirmed: ['accepted', 'refused', 'received'],
  accepted: [],
  refused: [],
  cancelled: [],
  lapsed: [],
};

/** The states from which there is a move to `state`. */
export function statesBefore(state: SubmissionState): readonly SubmissionState[] {
  return submissionStates.filter((before) => transitions[before].includes(state));
}

/** Whether this text names a state. */
export function isSubmissionState(text: unknown): text is SubmissionState {
  return submissionStates.some((state) => state === text);
}

/** Whether the submission moves on without anybody doing something. */
export function isUnderWay(state: SubmissionState): boolean {
  return state === 'received' || state === 'processing' || state === 'confirmed';
}

/** Whether nothing can happen to it any more. */
export function isEnded(state: SubmissionState): boolean {
  return transitions[state].length === 0;
}
