import { describe, expect, it } from 'vitest';
import { readCharacterMap } from '../../src/pdf/character-map.js';
import { pdfFonts, rareFonts } from '../../src/pdf/fonts.js';
import { splitRuns, undrawableIn } from '../../src/pdf/text-runs.js';

const partsOf = (text: string) => splitRuns(text, 'regular').map(({ font, text: part }) => [font.name, part]);

describe('the characters of a font', () => {
  it('are those of its character map', () => {
    const { has } = pdfFonts().regular;
    expect([...'測堃峯A １，𤆬'].map((character) => has(character.codePointAt(0) ?? 0))).not.toContain(false);
    expect(has(0x2a700)).toBe(false);
    expect(has(0x10fffd)).toBe(false);
  });

  it('are not looked for in a file that is no font', () => {
    expect(() => readCharacterMap(Buffer.alloc(64))).toThrow('The font has no cmap table.');
  });
});

describe('a text', () => {
  it('is drawn in one font where that has all of it', () => {
    expect(partsOf('測試醫院 A1')).toEqual([['regular', '測試醫院 A1']]);
  });

  it('takes rare characters from the first font that has them', () => {
    const rare = rareFonts().find(({ has }) => has(0x2a700));
    expect(partsOf('林\u{2A700}明')).toEqual([
      ['regular', '林'],
      [rare?.name, '\u{2A700}'],
      ['regular', '明'],
    ]);
  });

  it('shows the number of a character that no font has', () => {
    expect(partsOf('林\u{10FFFD}明')).toEqual([['regular', '林[U+10FFFD]明']]);
    expect(undrawableIn('林\u{10FFFD}明\u{10FFFD}\n堃')).toEqual(['\u{10FFFD}']);
  });
});
