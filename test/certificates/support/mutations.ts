import fc from 'fast-check';

/** How many mutations each of the smaller fuzz tests tries. */
export const mutationRuns = 2000;

/**
 * How many mutated tokens and certificates `fuzz.test.ts` tries in all, which takes half a minute. `FUZZ_RUNS` names
 * another count, for a long night or a short break.
 */
export const fuzzRuns = Number(process.env.FUZZ_RUNS ?? 100_000);

type Edit = 'flip' | 'set' | 'insert' | 'remove' | 'cut' | 'repeat';

/** Copies of some bytes with one to four edits: bits flipped, bytes set, inserted, removed, the end cut off, a part twice. */
export function mutations(original: Buffer): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    kind: fc.constantFrom<Edit>('flip', 'flip', 'set', 'set', 'insert', 'remove', 'cut', 'repeat'),
    at: fc.nat({ max: original.length - 1 }),
    value: fc.integer({ min: 0, max: 255 }),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce(apply, Buffer.from(original)));
}

function apply(bytes: Buffer, { kind, at, value }: { kind: Edit; at: number; value: number }): Buffer {
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at + 1);
  const byte = bytes[at] ?? 0;
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.of(byte ^ (1 << (value & 7))), after]);
    case 'set':
      return Buffer.concat([before, Buffer.of(value), after]);
    case 'insert':
      return Buffer.concat([before, Buffer.of(value, byte), after]);
    case 'remove':
      return Buffer.concat([before, after]);
    case 'cut':
      return Buffer.from(before);
    case 'repeat':
      return Buffer.concat([before, bytes.subarray(at, at + value), bytes.subarray(at)]);
  }
}
