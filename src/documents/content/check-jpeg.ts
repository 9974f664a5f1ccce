import { Problem } from '../../problems/index.js';
import { type ImageSize, requireImageSize } from './image-size.js';
import { isFrame, readFrame } from './jpeg/read-frame.js';
import { JpegFault, jpegMarker, readSegments } from './jpeg/read-segments.js';

/**
 * Checks a JPEG by its markers (ITU-T T.81 B.1.1): one frame of a size within the limits, at least one scan, and an end.
 *
 * @throws Problem `ERR_SCAN_DAMAGED`, `ERR_SCAN_PIXELS`
 */
export function checkJpeg(content: Buffer): ImageSize {
  try {
    const { width, height } = readSize(content);
    return { width, height };
  } catch (error) {
    if (error instanceof JpegFault) throw new Problem('ERR_SCAN_DAMAGED', { detail: error.message });
    throw error;
  }
}

function readSize(content: Buffer): ImageSize {
  let size: ImageSize | undefined;
  let hasScan = false;
  for (const segment of readSegments(content)) {
    if (isFrame(segment)) {
      if (size !== undefined) throw new JpegFault('two frames');
      size = readFrame(segment);
      requireImageSize(size);
    }
    if (segment.marker === jpegMarker.startOfScan) {
      if (size === undefined) throw new JpegFault('a scan before the frame');
      hasScan = true;
    }
  }
  if (size === undefined || !hasScan) throw new JpegFault('no scan before its end');
  return size;
}
