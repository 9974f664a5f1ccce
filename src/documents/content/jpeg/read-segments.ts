/** One piece of a JPEG (ITU-T T.81 B.1.1): a marker, its parameters, and after a scan's header the coded picture itself. */
export interface JpegSegment {
  /** The byte after 0xFF. */
  readonly marker: number;
  /** What stands between the length and the next piece; empty where a marker stands alone. */
  readonly data: Buffer;
  /** All of it, from its marker on, with the coded picture of a scan. */
  readonly bytes: Buffer;
}

/** Why bytes are no whole JPEG; the caller says it in its own words. */
export class JpegFault extends Error {
  constructor(detail: string) {
    super(`JPEG: ${detail}`);
    this.name = 'JpegFault';
  }
}

export const jpegMarker = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda } as const;

/**
 * The pieces of a JPEG in their order, from the one after the start of the image up to its end. What follows the end is
 * not read, nor is anything decoded.
 *
 * @throws JpegFault while iterating
 */
export function* readSegments(content: Buffer): Generator<JpegSegment> {
  if (content[0] !== 0xff || content[1] !== 0xd8) throw new JpegFault('no start of image');
  for (let at = 2, count = 1; ; count += 1) {
    if (count > mostSegments) throw new JpegFault('more segments than any picture has');
    const { marker, next } = readMarker(content, at);
    if (standsAlone(marker)) {
      yield { marker, data: nothing, bytes: content.subarray(next - 2, next) };
      if (marker === jpegMarker.endOfImage) return;
      at = next;
      continue;
    }
    const length = next + 2 <= content.length ? content.readUInt16BE(next) : 0;
    const end = next + length;
    if (length < 2 || end > content.length) throw new JpegFault('a segment is cut');
    const stop = marker === jpegMarker.startOfScan ? endOfScan(content, end) : end;
    yield { marker, data: content.subarray(next + 2, end), bytes: content.subarray(next - 2, stop) };
    at = stop;
  }
}

/** Pictures have some dozens; millions of empty ones would only fill the memory. */
const mostSegments = 4_096;
const nothing = Buffer.alloc(0);

/** TEM, RSTm and EOI have no parameters. A second start of an image would be another picture. */
function standsAlone(marker: number): boolean {
  if (marker === jpegMarker.startOfImage) throw new JpegFault('a second start of image');
  return marker === jpegMarker.endOfImage || isRestart(marker) || marker === 0x01;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** A marker may be preceded by any number of fill bytes 0xFF. */
function readMarker(content: Buffer, at: number): { readonly marker: number; readonly next: number } {
  if (content[at] !== 0xff) throw new JpegFault('no marker where one must be');
  let next = at + 1;
  while (content[next] === 0xff) next += 1;
  const marker = content[next];
  if (marker === undefined || marker === 0) throw new JpegFault('no marker where one must be');
  return { marker, next: next + 1 };
}

/** Within a scan 0xFF is stuffed with a zero or begins a restart; anything else is the next marker. */
function endOfScan(content: Buffer, from: number): number {
  for (let at = content.indexOf(0xff, from); at >= 0; at = content.indexOf(0xff, at)) {
    const next = content[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
    at += next === 0xff ? 1 : 2;
  }
  throw new JpegFault('no end of image');
}
