/**
 * Whether a card's name and an account's name are the same person's, however they were typed: composed or not, full or
 * half width, compatibility ideographs, with or without spaces, hyphens and the dots of indigenous and foreign names,
 * whichever apostrophe, in upper or lower case. A private-use character (from Big5 days, when a rare character had no code)
 * stands for one ideograph that Big5 lacks, so `王\uE000` is 王𤭢 but not 王大. Two empty names are not the same.
 */
export function namesMatch(one: string, other: string): boolean {
  const left = fold(one);
  const right = fold(other);
  if (left.length === 0 || left.length !== right.length) return false;
  return left.every((character, at) => charactersMatch(character, right[at] ?? ''));
}

/**
 * The characters that count. NFKC holds NFC, width folding, and the compatibility and radical ideographs. Upper case and
 * not lower, since the small letter of Σ depends on what follows it, and ß has two letters only when it is large.
 */
function fold(name: string): readonly string[] {
  const plain = name.replace(apostrophes, "'").normalize('NFKC').replace(ignored, '');
  return [...plain.toUpperCase()];
}

/** White space, what is not seen at all (format characters, variation selectors, joiners), dots and hyphens between parts of a name. */
const ignored = new RegExp(
  [
    String.raw`[\s\p{Cf}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}]`,
    // . · ᛫ • ․ ‧ ∙ ⋅ ● ⸱ ⸳ 。 ・ ꞏ, the small and half-width ones having been folded
    String.raw`[.\u00b7\u16eb\u2022\u2024\u2027\u2219\u22c5\u25cf\u2e31\u2e33\u3002\u30fb\ua78f]`,
    // Hyphens and dashes; not ー, which is a sound.
    String.raw`[\p{Dash_Punctuation}\u2212]`,
  ].join('|'),
  'gu',
);

/** ` ´ ʹ ʻ ʼ ʽ ˈ ‘ ’ ‛ ′ ꞌ; looked for before folding, which makes a space and an accent of ´. */
const apostrophes = /[`\u00b4\u02b9\u02bb-\u02bd\u02c8\u2018\u2019\u201b\u2032\ua78c]/gu;

function charactersMatch(one: string, other: string): boolean {
  if (one === other) return true;
  if (privateUse.test(one)) return isRareIdeograph(other);
  return privateUse.test(other) && isRareIdeograph(one);
}

const privateUse = /^\p{Co}$/u;

function isRareIdeograph(character: string): boolean {
  return /^\p{Unified_Ideograph}$/u.test(character) && !big5Characters().has(character);
}

/** All characters that Big5 itself has; made at the first rare name, since few names need it. */
function big5Characters(): ReadonlySet<string> {
  kept ??= decodeBig5();
  return kept;
}

let kept: ReadonlySet<string> | undefined;

/** The two levels of ideographs of Big5 (A4–C6 and C9–F9), without the extensions that vendors put around them. */
function decodeBig5(): ReadonlySet<string> {
  const decoder = new TextDecoder('big5');
  const characters = new Set<string>();
  for (const [from, to] of [
    [0xa440, 0xc67e],
    [0xc940, 0xf9d5],
  ] as const) {
    for (let code = from; code <= to; code += 1) {
      const trail = code & 0xff;
      if (trail < 0x40 || (trail > 0x7e && trail < 0xa1) || trail > 0xfe) continue;
      const text = decoder.decode(Uint8Array.of(code >> 8, trail));
      if ([...text].length === 1) characters.add(text);
    }
  }
  return characters;
}
