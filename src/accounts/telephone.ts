/**
 * A telephone number as people type it, folded: ASCII, single hyphens instead of blanks and brackets; a mobile number
 * always as `0912-345-678`, however it was typed.
 */
export function foldTelephone(text: string): string {
  const folded = text
    .normalize('NFKC')
    .replace(/[\s()]+/g, '-')
    .replace(/^-|-$/g, '')
    .replace(/-+/g, '-');
  return isMobile(folded)
    ? folded.replaceAll('-', '').replace(/^(\d{4})(\d{3})(\d{3})$/, '$1-$2-$3')
    : folded;
}

/** An extension as people type it, folded: without the sign before it. */
export function foldExtension(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/^[#\s]+/, '')
    .trim();
}

/** Area codes have two to four digits, a number with its area code nine or ten; 09 begins a mobile number. */
export function isTelephone(text: string): boolean {
  const digits = text.replaceAll('-', '');
  return /^0\d{1,3}(-\d{3,4}-?\d{3,4}|\d{6,8})$/.test(text) && /^0[2-8]\d{7,8}$/.test(digits);
}

/** Up to eight digits; none at all is fine. */
export function isExtension(text: string): boolean {
  return /^\d{0,8}$/.test(text);
}

export function isMobile(text: string): boolean {
  return /^09\d\d-?\d{3}-?\d{3}$/.test(text);
}
