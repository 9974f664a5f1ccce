/** A stretch of text that stays on one line, with the blanks behind it. */
export type Piece = string;

/**
 * Cuts a paragraph where a line may end: behind blanks, and between Han characters except before what closes and behind
 * what opens (JIS X 4051 2.1, as in Chinese print: 避頭點).
 */
export function cutPieces(paragraph: string): readonly Piece[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of paragraph) {
    if (piece !== '' && mayBreak(piece.at(-1) ?? '', lastOf(piece), character)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/**
 * Fills lines with pieces. A piece that is wider than a line, such as a long address, is cut anywhere.
 *
 * @param widthOf the width of a text without the blanks at its end
 */
export function fillLines(paragraph: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  const put = (piece: string) => {
    if (line !== '' && widthOf(line + piece) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  };
  for (const piece of cutPieces(paragraph)) {
    if (widthOf(piece) <= width) put(piece);
    else for (const character of piece) put(character);
  }
  lines.push(line.trimEnd());
  return lines;
}

function lastOf(piece: string): string {
  return [...piece].at(-1) ?? '';
}

function mayBreak(unit: string, before: string, after: string): boolean {
  if (/\s/u.test(after)) return false;
  if (/\s/u.test(unit)) return true;
  if (closing.includes(after) || opening.includes(before) || /\p{M}/u.test(after)) return false;
  return isWide(before) || isWide(after);
}

const opening = '（〔［｛〈《「『【([{“‘';
const closing = '）〕］｝〉》」』】)]}”’、，。．：；！？·・—…～%％,.:;!?';

/** Han, kana, their punctuation, full-width forms, private use. */
function isWide(character: string): boolean {
  return /[\u2e80-\u9fff\uac00-\ud7ff\ue000-\ufaff\uff00-\uff60\u{1f000}-\u{10ffff}]/u.test(character);
}
