import type { Encoding } from '../process/types.js';

/**
 * Makes the function that writes text in an encoding. Big5 is the inverse of the decoder that files are read with, so
 * that the two cannot differ.
 *
 * @throws TypeError from the made function when Big5 lacks a character
 */
export function encoderOf(encoding: Encoding): (text: string) => Buffer {
  if (encoding !== 'big5') return (text) => Buffer.from(text, 'utf8');
  const table = big5Table();
  return (text) => {
    const out = Buffer.allocUnsafe(text.length * 2);
    let length = 0;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      const code = unit < 0x80 ? unit : (table[unit] ?? 0);
      if (code === 0 && unit !== 0) throw new TypeError(`Big5 has no "${text[i]}".`);
      if (code > 0xff) out[length++] = code >> 8;
      out[length++] = code & 0xff;
    }
    return out.subarray(0, length);
  };
}

/** Two bytes for each UTF-16 unit that standard Big5 has; of doubly coded characters the first. */
function big5Table(): Uint16Array {
  const table = new Uint16Array(65_536);
  const decoder = new TextDecoder('big5');
  for (let lead = 0xa1; lead <= 0xf9; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail > 0x7e && trail < 0xa1) continue;
      const unit = decoder.decode(Uint8Array.of(lead, trail)).charCodeAt(0);
      const isPrivate = unit >= 0xe000 && unit <= 0xf8ff;
      if (unit > 0x7f && unit !== 0xfffd && !isPrivate && table[unit] === 0) table[unit] = lead * 256 + trail;
    }
  }
  return table;
}
