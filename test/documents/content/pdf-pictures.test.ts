import { deflateSync } from 'node:zlib';
import qrcode from 'qrcode';
import { describe, expect, it } from 'vitest';
import { readCodes } from '../../../src/documents/content/read-codes.js';
import { pdfOf } from './support/made-files.js';

const reference = 'C1151122-7K3M9Q';
const scale = 4;
const { modules } = qrcode.create(reference, { errorCorrectionLevel: 'M' });
const side = (modules.size + 8) * scale;

/** Whether a pixel is dark; four white modules around the code. */
function isDark(x: number, y: number): boolean {
  const [column, row] = [Math.floor(x / scale) - 4, Math.floor(y / scale) - 4];
  const inside = Math.min(column, row) >= 0 && Math.max(column, row) < modules.size;
  return inside && modules.get(row, column) === 1;
}

/** A PDF of the code as one picture, line by line. */
function scanOf(entries: string, lineOf: (y: number) => readonly number[]): Buffer {
  const data = deflateSync(Buffer.from(pixels.flatMap((y) => [...lineOf(y)])));
  const dictionary = `<< /Subtype /Image /Width ${side} /Height ${side} /Filter /FlateDecode ${entries} >>`;
  return pdfOf([Buffer.concat([Buffer.from(`${dictionary}\nstream\n`), data, Buffer.from('\nendstream')])]);
}

const pixels = Array.from({ length: side }, (_none, x) => x);
const grey = (y: number) => pixels.map((x) => (isDark(x, y) ? 0 : 255));
const colour = (y: number) => grey(y).flatMap((value) => [value, value, value]);
const bits = (y: number) =>
  Array.from({ length: Math.ceil(side / 8) }, (_none, byte) =>
    Array.from({ length: 8 }, (_also, bit) => (isDark(byte * 8 + bit, y) ? 0 : 1)).reduce<number>(
      (sum, bit) => sum * 2 + bit,
      0,
    ),
  );

describe('a picture in a PDF', () => {
  it.each([
    ['grey', '/BitsPerComponent 8 /ColorSpace /DeviceGray', grey],
    ['colour', '/BitsPerComponent 8 /ColorSpace /DeviceRGB', colour],
    ['black and white', '/BitsPerComponent 1 /ColorSpace /DeviceGray', bits],
    [
      'grey with a predictor',
      '/BitsPerComponent 8 /DecodeParms << /Predictor 15 >>',
      (y: number) => [0, ...grey(y)],
    ],
  ])('in %s is read', async (_name, entries, lineOf) => {
    expect(await readCodes(scanOf(entries, lineOf), 'application/pdf')).toEqual([reference]);
  });

  it('that is not what its dictionary says is passed over', async () => {
    expect(await readCodes(scanOf('/BitsPerComponent 16', grey), 'application/pdf')).toEqual([]);
    expect(
      await readCodes(
        scanOf('/BitsPerComponent 8', () => [1]),
        'application/pdf',
      ),
    ).toEqual([]);
  });
});
