import type { BatchBuilder } from '../rows/batch-builder.js';

/**
 * Writes a number as people see it. Workbooks hold the digits of the binary number (0.1 + 0.2 as 0.30000000000000004) and
 * exponents; a spreadsheet shows fifteen significant digits.
 */
export function writeNumber(value: Buffer, length: number, builder: BatchBuilder, kind: number): void {
  if (isShort(value, length)) {
    builder.add(value, 0, length, kind);
    return;
  }
  const text = value.toString('latin1', 0, length);
  const number = Number(text);
  builder.addText(Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text, kind);
}

/** Digits and perhaps a sign and a point, fifteen at most. */
function isShort(value: Buffer, length: number): boolean {
  if (length > 16) return false;
  for (let at = 0; at < length; at += 1) {
    const byte = value[at] as number;
    if ((byte < 0x30 || byte > 0x39) && byte !== 0x2e && !(byte === 0x2d && at === 0)) return false;
  }
  return length <= 15 || value.subarray(0, length).includes(0x2e);
}
