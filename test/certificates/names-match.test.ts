import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesMatch } from '../../src/certificates/index.js';

interface NameCase {
  readonly what: string;
  readonly one: string;
  readonly other: string;
  readonly same: boolean;
}

/** Everything but ASCII and common ideographs stands there by its number, so that one sees what is meant. */
const cases: readonly NameCase[] = JSON.parse(
  readFileSync(new URL('./name-cases.json', import.meta.url), 'utf8'),
);

describe('names of one person', () => {
  it.each(cases)('$what: $same', ({ one, other, same }) => {
    expect([namesMatch(one, other), namesMatch(other, one)]).toEqual([same, same]);
  });

  const anyName = fc.string({ unit: 'binary', maxLength: 12 });

  it('match whichever of the two is the card', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        expect(namesMatch(one, other)).toBe(namesMatch(other, one));
      }),
    );
  });

  it('match themselves in every normal form, wherever blanks are put in', () => {
    const ideographs = fc.string({
      unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(ideographs, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (name, form) => {
        expect(namesMatch(name, [...name.normalize(form)].join('\u3000'))).toBe(true);
      }),
    );
  });

  it('never match with another ideograph in place of one that Big5 has', () => {
    const common = fc.constantFrom(...'陳林黃張李王吳劉蔡楊怡君志明淑芬大小');
    const privateUse = fc.integer({ min: 0xe000, max: 0xf8ff }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(common, privateUse, (character, unknown) => {
        expect(namesMatch(`王${character}`, `王${unknown}`)).toBe(false);
      }),
    );
  });
});
