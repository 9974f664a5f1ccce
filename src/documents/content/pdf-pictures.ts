import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { checkJpeg } from './check-jpeg.js';
import type { ImageSize } from './image-size.js';
import { scanLimits } from './limits.js';
import { type PdfObject, readPdfObjects } from './pdf-objects.js';

/**
 * The pictures of a PDF (ISO 32000-1 8.9.5) as JPEG or PNG files, as scanners write them: JPEG, or deflated grey, colour or
 * black and white. Others are left out, and no more than an honest scan has are given.
 */
export function* pdfPictures(content: Buffer): Generator<Buffer> {
  let pixels = 0;
  for (const object of readPdfObjects(content)) {
    if (object.streamAt === undefined || !object.names.includes('Image')) continue;
    const picture = toPicture(object, content.subarray(object.streamAt));
    if (picture === undefined) continue;
    yield picture.file;
    pixels += picture.width * picture.height;
    if (pixels > mostPixels) return;
  }
}

/** Four pages of A4 at 600 dpi, seventeen at 300: the code is on every page of the form. */
const mostPixels = 150_000_000;

interface Picture extends ImageSize {
  /** A JPEG or PNG file. */
  readonly file: Buffer;
}

function toPicture(object: PdfObject, data: Buffer): Picture | undefined {
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

function toJpeg(data: Buffer): Picture | undefined {
  const end = data.indexOf('endstream');
  const file = end < 0 ? data : data.subarray(0, end);
  const size = checkJpeg(file);
  return mayHoldCode(size) ? { ...size, file } : undefined;
}

/** Lines of samples become the lines of a PNG: each gets its filter byte, unless a predictor gave it one (7.4.4.4). */
function toPng({ entries }: PdfObject, data: Buffer): Picture | undefined {
  const width = numberOf(entries, 'Width');
  const height = numberOf(entries, 'Height');
  const bits = numberOf(entries, 'BitsPerComponent') ?? 1;
  if (width === undefined || height === undefined || !mayHoldCode({ width, height })) return undefined;
  const raw = inflateSync(data, { maxOutputLength: scanLimits.rawBytes });
  for (const samples of [1, 3]) {
    const line = Math.ceil((width * bits * samples) / 8);
    if (raw.length >= height * line && raw.length < height * line + 3)
      return {
        width,
        height,
        file: pngOf({ width, height, bits, samples }, withFilterBytes(raw, line, height)),
      };
    if (raw.length === height * (line + 1))
      return { width, height, file: pngOf({ width, height, bits, samples }, raw) };
  }
  return undefined;
}

/** A code of 21 modules and its margin, two pixels each; scans that were taken apart have hundreds of smaller pieces. */
function mayHoldCode({ width, height }: ImageSize): boolean {
  return Math.min(width, height) >= 58 && width * height <= scanLimits.pixels;
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

interface Pixels extends ImageSize {
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
