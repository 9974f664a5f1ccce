// Characters that move, turn around, hide or look like nothing. Variation selectors only choose the form of a character.
const deceiving =
  /(?![\uFE00-\uFE0F\u{E0100}-\u{E01EF}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A name from a card or a page, fit to be shown to somebody who decides by it: nothing in it moves a cursor, changes the
 * direction of writing, hides, or looks like another line. Rare characters of names, private-use ones included, stay.
 */
export function printable(text: string): string {
  return text.replace(deceiving, '�');
}
