import { countAddresses, formatOnForm, formatSpan } from '../../ip-ranges/index.js';
import type { RangeField } from '../forms/form.js';

/** A range as pages show it. */
export interface ShownRange {
  /** As the form prints it. */
  readonly onForm: string;
  /** The external addresses, `start-end` or one. */
  readonly external: string;
  /** How many they are; text, since IPv6 goes beyond numbers. */
  readonly count: string;
  /** What the proxy forwards; empty for none. */
  readonly forwarded: string;
}

/** What pages show of ranges. */
export function showRanges(ranges: readonly RangeField[]): readonly ShownRange[] {
  return ranges.map(({ range }) => ({
    onForm: formatOnForm(range),
    external: formatSpan(range.external),
    count: countAddresses(range.external).toString(),
    forwarded: range.forwarded === null ? '' : formatSpan(range.forwarded),
  }));
}
