/**
 * A name from a card or a page, fit to be shown to somebody who decides by it: nothing in it moves a cursor, changes the
 * direction of writing, hides, or looks like another line.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
}
