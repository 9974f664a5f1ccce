import { xmlText } from '../xml/scan-xml.js';

/**
 * The text of a cell, or undefined where the bytes are the text as they stand: XML references resolved, and the characters
 * that XML cannot hold (ECMA-376 part 1, 22.9.2.19: `_x0007_`).
 */
export function cellText(bytes: Buffer, start: number, end: number): string | undefined {
  let isPlain = true;
  for (let at = start; at < end && isPlain; at += 1) {
    const byte = bytes[at];
    isPlain =
      byte !== ampersand && byte !== carriageReturn && !(byte === underscore && bytes[at + 1] === letterX);
  }
  if (isPlain) return undefined;
  return xmlText(bytes, start, end).replaceAll(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const ampersand = 0x26;
const carriageReturn = 0x0d;
const underscore = 0x5f;
const letterX = 0x78;
