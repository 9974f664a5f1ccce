import type { CellNote, CellReading } from './reading.js';
import { wrong } from './reading.js';

/** A cell's text without what cannot be seen: blanks at both ends and characters of no width. */
export interface CleanCell {
  readonly is: 'clean';
  readonly text: string;
  readonly notes: readonly CellNote[];
}

/**
 * The first thing done to every cell. Characters that stand for nothing certain are refused, never replaced.
 *
 * @returns the clean text, or the reading that says what is wrong
 */
export function cleanCell(raw: string): CleanCell | CellReading<never> {
  const strange = strangeCharacter.exec(raw)?.[0];
  if (strange !== undefined) return refuse(strange);
  const invisible = invisibleCharacter.exec(raw)?.[0];
  const visible = invisible === undefined ? raw : raw.replaceAll(allInvisible, '');
  const notes =
    invisible === undefined
      ? noNotes
      : [{ code: 'RPT_INVISIBLE_REMOVED', params: { character: codePoint(invisible) } } as const];
  return { is: 'clean', text: visible.trim(), notes };
}

/**
 * The same with what else is harmless in numbers, dates, codes and identifiers: full-width letters, digits and signs
 * become half-width.
 */
export function foldWidth(text: string): string {
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u2010-\u2015\u2212\uFE63]/g, '-')
    .replaceAll('\u3000', ' ');
}

/** Takes out the blanks inside a folded text; the note says how it was read. */
export function joinBlanks(text: string): { readonly text: string; readonly notes: readonly CellNote[] } {
  if (!innerBlanks.test(text)) return { text, notes: noNotes };
  const joined = text.replaceAll(allBlanks, '');
  return { text: joined, notes: [{ code: 'RPT_BLANK_INSIDE', params: { read: joined } }] };
}

const noNotes: readonly CellNote[] = [];

/** Controls except tab and line ends; private use; the replacement character; pictographs. */
const strangeCharacter =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{e000}-\u{f8ff}\u{fffd}\u{1f000}-\u{1ffff}\u{f0000}-\u{10ffff}]/u;
/** Of no width, or saying where lines end and which way text runs: a name must not read otherwise than it is stored. */
const invisibleCharacter = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const allInvisible = new RegExp(invisibleCharacter, 'gu');
const innerBlanks = /\s/;
const allBlanks = /\s/g;

function refuse(character: string): CellReading<never> {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0xfffd) return wrong('RPT_CHARACTER_LOST');
  if (code >= 0x1f000 && code <= 0x1ffff) return wrong('RPT_EMOJI', { character: codePoint(character) });
  return wrong(code >= 0xe000 ? 'RPT_PRIVATE_USE' : 'RPT_CONTROL_CHARACTER', {
    character: codePoint(character),
  });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
