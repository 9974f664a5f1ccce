/**
 * Which characters a font has, by its `cmap` table (OpenType 1.9, 5.2.1): the full one (format 12) when there is one,
 * otherwise that of the basic plane (format 4).
 *
 * @param font a TrueType or OpenType font file, no collection
 * @returns whether a code point has a glyph
 * @throws TypeError for a file that has no such table
 */
export function readCharacterMap(font: Buffer): (codePoint: number) => boolean {
  const table = findTable(font, 'cmap');
  const offsets = new Map<number, number>();
  for (let index = 0; index < font.readUInt16BE(table + 2); index++) {
    const at = table + font.readUInt32BE(table + 4 + index * 8 + 4);
    offsets.set(font.readUInt16BE(at), at);
  }
  const full = offsets.get(12);
  if (full !== undefined) return isIn(readGroups(font, full));
  const basic = offsets.get(4);
  if (basic !== undefined) return isIn(readSegments(font, basic));
  throw new TypeError('The font has no character map of format 4 or 12.');
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function findTable(font: Buffer, tag: string): number {
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const entry = 12 + index * 16;
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  throw new TypeError(`The font has no ${tag} table.`);
}

function readGroups(font: Buffer, at: number): readonly Span[] {
  const groups: Span[] = [];
  for (let index = 0; index < font.readUInt32BE(at + 12); index++) {
    const group = at + 16 + index * 12;
    groups.push({ first: font.readUInt32BE(group), last: font.readUInt32BE(group + 4) });
  }
  return groups;
}

/** Glyphs that a segment maps to nothing are rare in fonts of Han characters and count as there. */
function readSegments(font: Buffer, at: number): readonly Span[] {
  const doubled = font.readUInt16BE(at + 6);
  const spans: Span[] = [];
  for (let index = 0; index < doubled; index += 2) {
    const last = font.readUInt16BE(at + 14 + index);
    const first = font.readUInt16BE(at + 16 + doubled + index);
    if (first !== 0xffff) spans.push({ first, last });
  }
  return spans;
}

/** Both tables are sorted. */
function isIn(spans: readonly Span[]): (codePoint: number) => boolean {
  return (codePoint) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const span = spans[middle];
      if (span === undefined || codePoint < span.first) high = middle;
      else if (codePoint > span.last) low = middle + 1;
      else return true;
    }
    return false;
  };
}
