import { type FontWeight, type PdfFont, pdfFonts, rareFonts } from './fonts.js';

/** A stretch of text in one font. */
export interface TextRun {
  readonly font: PdfFont;
  readonly text: string;
}

/**
 * Splits a text by the fonts that have its characters. A character that none has is written as its number, `[U+2A700]`:
 * visible, and of one meaning.
 */
export function splitRuns(text: string, weight: FontWeight): readonly TextRun[] {
  const runs: { font: PdfFont; text: string }[] = [];
  for (const character of text) {
    const font = fontOf(character, weight);
    const drawn = font === undefined ? numberOf(character) : character;
    const last = runs.at(-1);
    const used = font ?? pdfFonts()[weight];
    if (last?.font === used) last.text += drawn;
    else runs.push({ font: used, text: drawn });
  }
  return runs;
}

/** The characters of a text that no font of this machine has, each once. */
export function undrawableIn(text: string): readonly string[] {
  return [...new Set(text)].filter(
    (character) => !/\s/u.test(character) && fontOf(character, 'regular') === undefined,
  );
}

function fontOf(character: string, weight: FontWeight): PdfFont | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  const common = pdfFonts()[weight];
  if (common.has(codePoint) || /\s/u.test(character)) return common;
  return rareFonts().find(({ has }) => has(codePoint));
}

function numberOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
