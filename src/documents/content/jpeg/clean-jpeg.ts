import { exifOfOrientation, orientationOf } from './orientation.js';
import { isFrame, type JpegFrame, readFrame } from './read-frame.js';
import { JpegFault, type JpegSegment, jpegMarker, readSegments } from './read-segments.js';

/** A picture without what was written about it. */
export interface CleanJpeg {
  readonly frame: JpegFrame;
  /** Which of the processes of ITU-T T.81 B.1.1.3 coded it: the number in SOFn. */
  readonly process: number;
  /** How often the picture is gone over: progressive pictures are some ten times. */
  readonly scans: number;
  /** The file, in pieces of the one that was given. */
  readonly parts: readonly Buffer[];
}

/**
 * Takes out of a JPEG what was written about the picture: Exif, XMP, IPTC, comments, thumbnails, what makers of cameras add,
 * and what follows the end. The picture is not coded anew, not even decoded. What says how to show it stays: density, colour
 * profile, colour transform, and the orientation in a note of its own.
 *
 * @throws JpegFault when it is no whole JPEG of one picture
 */
export function cleanJpeg(content: Buffer): CleanJpeg {
  const parts: Buffer[] = [startOfImage];
  let frame: JpegSegment | undefined;
  let orientation = 1;
  let scans = 0;
  for (const segment of readSegments(content)) {
    if (isFrame(segment)) {
      if (frame !== undefined) throw new JpegFault('two frames');
      frame = segment;
    }
    if (segment.marker === jpegMarker.startOfScan) {
      if (frame === undefined) throw new JpegFault('a scan before the frame');
      scans += 1;
    }
    if (orientation === 1) orientation = orientationOf(segment);
    parts.push(...kept(segment));
  }
  if (frame === undefined || scans === 0) throw new JpegFault('no scan before its end');
  // JFIF 1.02 wants its own segment first, Exif does not mind.
  const place = parts[1]?.[1] === app0 ? 2 : 1;
  if (orientation !== 1) parts.splice(place, 0, exifOfOrientation(orientation));
  return { frame: readFrame(frame), process: frame.marker - 0xc0, scans, parts };
}

const startOfImage = Buffer.from([0xff, jpegMarker.startOfImage]);
const app0 = 0xe0;
const app2 = 0xe2;
const app14 = 0xee;

/** What of a segment stays. */
function kept(segment: JpegSegment): readonly Buffer[] {
  const { marker, data, bytes } = segment;
  if (marker === app0)
    return startsWith(data, 'JFIF\0') && data.length >= jfifLength ? [plainJfif(data)] : [];
  if (marker === app2) return startsWith(data, 'ICC_PROFILE\0') ? [bytes] : [];
  if (marker === app14) return startsWith(data, 'Adobe') ? [bytes] : [];
  return isCoding(marker) ? [bytes] : [];
}

/** What the decoder works with: frame, tables, scans, restarts, number of lines, end. Everything else is a note. */
function isCoding(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xdd && marker !== 0xc8) || marker === 0x01;
}

const jfifLength = 14;

/** Density stays, the thumbnail behind it goes (JFIF 1.02, page 5). */
function plainJfif(data: Buffer): Buffer {
  const plain = Buffer.concat([Buffer.from([0xff, app0, 0, jfifLength + 2]), data.subarray(0, jfifLength)]);
  plain.fill(0, plain.length - 2);
  return plain;
}

function startsWith(data: Buffer, identifier: string): boolean {
  return data.toString('latin1', 0, identifier.length) === identifier;
}
