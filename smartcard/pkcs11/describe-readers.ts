import type { Reader } from './card-access.js';
import type { Slot } from './slots.js';

/** The readers of these slots, each once though several modules see it. */
export function describeReaders(slots: readonly Slot[]): readonly Reader[] {
  const byReader = new Map(
    slots.map(({ readerId }) => [readerId, slots.filter((slot) => slot.readerId === readerId)]),
  );
  return [...byReader.values()].map(describeReader);
}

function describeReader(slots: readonly Slot[]): Reader {
  const [first] = slots;
  if (first === undefined) throw new TypeError('A reader has at least one slot.');
  return {
    id: first.readerId,
    name: first.readerName,
    cardPresent: slots.some(({ content }) => content.kind !== 'empty'),
    pinPad: slots.some(({ content }) => content.kind === 'card' && content.token.pinPad),
  };
}
