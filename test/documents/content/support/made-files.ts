import { crc32, deflateSync } from 'node:zlib';

/** The markers of a JPEG of some size, with nothing in its scan. */
export function jpegHeader({ width, height }: { width: number; height: number }): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const scan = [0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0];
  return Buffer.from([0xff, 0xd8, ...frame, ...scan, 0x12, 0x34, 0xff, 0xd9]);
}

/** A PNG of 8-bit grey; `raw` are its lines, each behind a zero. */
export function pngOf(
  { width, height }: { width: number; height: number },
  raw: Buffer = Buffer.alloc((width + 1) * height),
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PDF of these objects, as far as the checks are concerned. */
export function pdfOf(objects: readonly (string | Buffer)[]): Buffer {
  const parts = objects.flatMap((object, index) => [`\n${index + 1} 0 obj\n`, object, '\nendobj']);
  return Buffer.concat(['%PDF-1.7', ...parts, '\n%%EOF\n'].map((part) => Buffer.from(part)));
}

/** The value of an indirect object that packs others. */
export function objectStream(content: string, filter = '/Filter /FlateDecode'): Buffer {
  const data = deflateSync(content);
  const dictionary = `<< /Type /ObjStm /N 1 /First 4 ${filter} /Length ${data.length} >>`;
  return Buffer.concat([Buffer.from(`${dictionary}\nstream\r\n`), data, Buffer.from('\nendstream')]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
