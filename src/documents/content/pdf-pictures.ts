import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { checkJpeg } from './check-jpeg.js';
import { scanLimits } from './limits.js';
import { type PdfObject, readPdfObjects } from './pdf-objects.js';

/**
 * The pictures of a PDF (ISO 32000-1 8.9.5) as JPEG or PNG files, as scanners write them: JPEG, or deflated grey, colour or
 * black and white. Others are left out, and no more than an honest scan has are given.
 */
export function* pdfPictures(content: Buffer): Generator<Buffer> {
  let count = 0;
  for (const object of readPdfObjects(content)) {
    if (object.streamAt === undefined || !object.names.includes('Image')) continue;
    const picture = toPicture(object, content.subarray(object.streamAt));
    if (picture === undefined) continue;
    yield picture;
    if (++count === mostPictures) return;
  }
}

const mostPictures = 40;

function toPicture(object: PdfObject, data: Buffer): Buffer | undefined {
  try {
    const filter = object.entries
      .get('Filter')
      ?.filter((token) => token.startsWith('/'))
      .join('');
    if (filter === '/DCTDecode') return toJpeg(data);
    if (filter === '/FlateDecode') return toPng(object, data);
  } catch {
    // A picture that cannot be read has no code that can be; the scan itself was checked before.
  }
  return undefined;
}

function toJpeg(data: Buffer): Buffer {
  const end = data.indexOf('endstream');
  const jpeg = end < 0 ? data : data.subarray(0, end);
  checkJpeg(jpeg);
  return jpeg;
}

/** Lines of samples become the lines of a PNG: each gets its filter byte, unless a predictor gave it one (7.4.4.4). */
function toPng({ entries }: PdfObject, data: Buffer): Buffer | undefined {
  const width = numberOf(entries, 'Width');
  const height = numberOf(entries, 'Height');
  const bits = numberOf(entries, 'BitsPerComponent') ?? 1;
  if (width === undefined || height === undefined || width * height > scanLimits.pixels) return undefined;
  const raw = inflateSync(data, { maxOutputLength: scanLimits.rawBytes });
  for (const samples of [1, 3]) {
    const line = Math.ceil((width * bits * samples) / 8);
    if (raw.length >= height * line && raw.length < height * line + 3)
      return pngOf({ width, height, bits, samples }, withFilterBytes(raw, line, height));
    if (raw.length === height * (line + 1)) return pngOf({ width, height, bits, samples }, raw);
  }
  return undefined;
}

function numberOf(entries: PdfObject['entries'], key: string): number | undefined {
  const value = entries.get(key) ?? [];
  return value.length === 1 && /^\d{1,5}$/.test(value[0] ?? '') ? Number(value[0]) : undefined;
}

function withFilterBytes(raw: Buffer, line: number, height: number): Buffer {
  const filtered = Buffer.alloc(height * (line + 1));
  for (let row = 0; row < height; row++) {
    raw.copy(filtered, row * (line + 1) + 1, row * line, (row + 1) * line);
  }
  return filtered;
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly samples: number;
}

function pngOf({ width, height, bits, samples }: Pixels, lines: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(bits, 8);
  header.writeUInt8(samples === 1 ? 0 : 2, 9);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(lines, { level: 1 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
