import type { RandomBytes } from '../../clock.js';

/** How long a code may be typed, and how often. */
export const cardCodeLimits = { minutes: 10, tries: 3 } as const;

/** A one-time code of eight digits, every one as likely as any other. */
export function makeCardCode(randomBytes: RandomBytes): string {
  const digits: number[] = [];
  while (digits.length < 8) {
    // A byte above the last multiple of ten would favour the first digits.
    digits.push(...[...randomBytes(16)].filter((byte) => byte < 250).map((byte) => byte % 10));
  }
  return digits.slice(0, 8).join('');
}

/** A code as a mail shows it: two groups of four. */
export function showCardCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/** The digits of what was typed: blanks and hyphens do not count, full-width digits do. */
export function readCardCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}
