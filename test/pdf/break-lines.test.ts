import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPieces, fillLines } from '../../src/pdf/break-lines.js';

/** Every character is ten wide. */
const widthOf = (text: string) => 10 * [...text.trimEnd()].length;

describe('lines of a paragraph', () => {
  it('end between Han characters and behind blanks, not within words', () => {
    expect(fillLines('勞工健檢申報', 40, widthOf)).toEqual(['勞工健檢', '申報']);
    expect(fillLines('one two three', 80, widthOf)).toEqual(['one two', 'three']);
    expect(fillLines('健檢IP區段', 30, widthOf)).toEqual(['健檢', 'IP區', '段']);
  });

  it('do not begin with what closes nor end with what opens', () => {
    expect(fillLines('申報完成。下一步', 40, widthOf)).toEqual(['申報完', '成。下一', '步']);
    expect(fillLines('申報者（承辦人）', 40, widthOf)).toEqual(['申報者', '（承辦', '人）']);
  });

  it('cut what is wider than a line anywhere', () => {
    expect(fillLines('filler@hospital.example', 100, widthOf)).toEqual(['filler@hos', 'pital.exam', 'ple']);
  });

  it('keep every character in order, and none is wider than allowed', () => {
    const text = fc.string({ unit: fc.constantFrom(...'健檢𠮷，。（「a b-@1') });
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 200 }), (paragraph, width) => {
        expect(cutPieces(paragraph).join('')).toBe(paragraph);
        const lines = fillLines(paragraph, width, widthOf);
        expect(lines.join('').replaceAll(' ', '')).toBe(paragraph.replaceAll(' ', ''));
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
