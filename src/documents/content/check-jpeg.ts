import { Problem } from '../../problems/index.js';
import { type ImageSize, requireImageSize } from './image-size.js';

/**
 * Checks a JPEG by its markers (ITU-T T.81 B.1.1): one frame of a size within the limits, at least one scan, and an end.
 *
 * @throws Problem `ERR_SCAN_DAMAGED`, `ERR_SCAN_PIXELS`
 */
export function checkJpeg(content: Buffer): ImageSize {
  let size: ImageSize | undefined;
  for (let at = 2; ; ) {
    const { marker, next } = readMarker(content, at);
    if (marker === endOfImage) throw damaged('no scan before its end');
    const length = next + 2 <= content.length ? content.readUInt16BE(next) : 0;
    const end = next + length;
    if (length < 2 || end > content.length) throw damaged('a segment is cut');
    if (isFrame(marker)) {
      if (size !== undefined) throw damaged('two frames');
      size = readFrame(content.subarray(next + 2, end));
      requireImageSize(size);
    }
    if (marker === startOfScan) {
      if (size === undefined) throw damaged('a scan before the frame');
      // Within a scan 0xFF is always stuffed, so these two bytes are the end of the image, of this one or of a thumbnail.
      if (content.indexOf(endBytes, end) < 0) throw damaged('no end of image');
      return size;
    }
    at = end;
  }
}

const startOfScan = 0xda;
const endOfImage = 0xd9;
const endBytes = Buffer.from([0xff, endOfImage]);

/** SOF0–SOF15 without DHT, JPG and DAC, which stand among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** A marker may be preceded by any number of fill bytes 0xFF. */
function readMarker(content: Buffer, at: number): { readonly marker: number; readonly next: number } {
  if (content[at] !== 0xff) throw damaged('no marker where one must be');
  let next = at + 1;
  while (content[next] === 0xff) next++;
  const marker = content[next];
  if (marker === undefined || marker === 0) throw damaged('no marker where one must be');
  return { marker, next: next + 1 };
}

function readFrame(segment: Buffer): ImageSize {
  const components = segment[5];
  if (components === undefined || segment.length < 6 + 3 * components) throw damaged('the frame is cut');
  if (![1, 3, 4].includes(components)) throw damaged(`${components} components`);
  return { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3) };
}

function damaged(detail: string): Problem {
  return new Problem('ERR_SCAN_DAMAGED', { detail: `JPEG: ${detail}` });
}
