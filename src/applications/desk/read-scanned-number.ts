/**
 * The reference number in what was typed, or read from the form's code by a scanner that types: alone, or somewhere in an
 * address. What holds none is given back as it was typed, for the sentence that says so.
 */
export function readScannedNumber(typed: string): string {
  const text = typed.normalize('NFKC').toUpperCase().trim();
  return /(?<![A-Z0-9])[AC]\d{7}[\s‐‑‒–—−-]*[A-Z0-9]{6}(?![A-Z0-9])/u.exec(text)?.[0] ?? typed.trim();
}
