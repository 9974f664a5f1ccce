/**
 * A file's name as it is kept and shown: without a path, without control and direction characters that would make it look
 * like another, at most 200 characters. May be empty.
 */
export function plainFileName(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? '';
  const shown = name.replaceAll(notShown, '').normalize('NFC').trim();
  return [...shown].slice(0, 200).join('');
}

/** Control characters, bidirectional overrides (Trojan Source), zero-width characters, lone surrogates, noncharacters. */
const notShown = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\u2028\u2029]/gu;
