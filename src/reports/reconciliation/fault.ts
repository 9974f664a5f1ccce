/**
 * What can be found not to add up:
 * `counts` declared rows are not the stored and the refused ones · `records` an accepted submission has not as many
 * records as it was accepted with · `places` a correction or withdrawal does not replace as many · `receipt` an accepted
 * submission has none · `leftovers` one that was not taken in has left rows · `stuck` one waits and no job will move it on ·
 * `lostfile` a document's file is not there · `strayfile` a file belongs to no document.
 */
export const faultKinds = [
  'counts',
  'records',
  'places',
  'receipt',
  'leftovers',
  'stuck',
  'lostfile',
  'strayfile',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Something that does not add up. */
export interface Fault {
  readonly kind: FaultKind;
  /** The number of a submission, or the id of a document. */
  readonly subject: string;
  /** How many there should be. */
  readonly expected: number;
  /** How many there are. */
  readonly found: number;
}
