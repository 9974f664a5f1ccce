import type { JpegSegment } from './read-segments.js';

/**
 * The orientation that a segment notes, if it is Exif (Exif 3.0, 4.6.4 A: tag 0x0112, values 1 to 8); else 1, which is
 * upright. Notes that are not understood are no fault of the picture.
 */
export function orientationOf({ marker, data }: JpegSegment): number {
  if (marker !== app1 || data.toString('latin1', 0, exif.length) !== exif) return upright;
  const tiff = data.subarray(exif.length);
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < tiffHeader || (order !== 'II' && order !== 'MM')) return upright;
  const read: Reader = {
    short: (at) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)),
    long: (at) => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at)),
    length: tiff.length,
  };
  return findOrientation(read);
}

interface Reader {
  short(at: number): number;
  long(at: number): number;
  readonly length: number;
}

const app1 = 0xe1;
const exif = 'Exif\0\0';
const upright = 1;
const tiffHeader = 8;
const entryLength = 12;

/** Only the first directory: the second is about the thumbnail. */
function findOrientation({ short, long, length }: Reader): number {
  const directory = long(4);
  if (directory + 2 > length) return upright;
  const entries = Math.min(short(directory), Math.floor((length - directory - 2) / entryLength));
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * entryLength;
    if (short(at) !== 0x0112) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : upright;
  }
  return upright;
}

/** A segment that notes nothing but the orientation: one directory of one entry, a short. */
export function exifOfOrientation(orientation: number): Buffer {
  const header = Buffer.concat([Buffer.from([0xff, app1, 0, 34]), Buffer.from(exif, 'latin1')]);
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, tiffHeader + 2 + 8);
  return Buffer.concat([header, tiff]);
}
