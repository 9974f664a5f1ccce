import { crc32, inflateSync } from 'node:zlib';
import { Problem } from '../../problems/index.js';
import { type ImageSize, requireImageSize } from './image-size.js';
import { scanLimits } from './limits.js';

/**
 * Checks a PNG (W3C PNG, third edition): its header within the limits, every chunk whole, the end there, and pixel data that
 * inflate to no more than the header says.
 *
 * @throws Problem `ERR_SCAN_DAMAGED`, `ERR_SCAN_PIXELS`
 */
export function checkPng(content: Buffer): ImageSize {
  const chunks = readChunks(content);
  const [first] = chunks;
  if (first === undefined || first.type !== 'IHDR' || first.data.length !== 13) throw damaged('no header');
  const width = first.data.readUInt32BE(0);
  const height = first.data.readUInt32BE(4);
  requireImageSize({ width, height });
  const rawBytes = requireRawBytes(first.data, { width, height });
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  if (pixels.length === 0) throw damaged('no pixels');
  requireInflatesTo(Buffer.concat(pixels), rawBytes);
  return { width, height };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(content: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= content.length; ) {
    const end = at + 12 + content.readUInt32BE(at);
    if (end > content.length) throw damaged('a chunk is cut');
    if (crc32(content.subarray(at + 4, end - 4)) !== content.readUInt32BE(end - 4))
      throw damaged('a wrong CRC');
    const type = content.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: content.subarray(at + 8, end - 4) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  throw damaged('no end');
}

/** Samples of a pixel by colour type; 1 and 5 do not exist. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function requireRawBytes(header: Buffer, { width, height }: ImageSize): number {
  const bits = header.readUInt8(8);
  const perPixel = samples[header.readUInt8(9)];
  if (perPixel === undefined || ![1, 2, 4, 8, 16].includes(bits)) throw damaged('no such kind of pixels');
  // Each line is preceded by a byte; with Adam7 there are up to twice as many lines, each rounded up.
  const raw = Math.ceil((width * perPixel * bits) / 8 + 2) * height * (header.readUInt8(12) === 0 ? 1 : 2);
  if (raw <= scanLimits.rawBytes) return raw;
  throw new Problem('ERR_SCAN_PIXELS', {
    params: { width, height, megapixels: scanLimits.pixels / 1_000_000 },
  });
}

function requireInflatesTo(compressed: Buffer, rawBytes: number): void {
  try {
    inflateSync(compressed, { maxOutputLength: rawBytes });
  } catch (cause) {
    throw new Problem('ERR_SCAN_DAMAGED', { cause, detail: 'PNG: pixels do not inflate to their size' });
  }
}

function damaged(detail: string): Problem {
  return new Problem('ERR_SCAN_DAMAGED', { detail: `PNG: ${detail}` });
}
