import { Problem } from '../../problems/index.js';
import { scanLimits } from './limits.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Holds a picture to the limits, before anything of it is decoded.
 *
 * @throws Problem `ERR_SCAN_PIXELS`; `ERR_SCAN_DAMAGED` for a side of nothing
 */
export function requireImageSize({ width, height }: ImageSize): void {
  if (width === 0 || height === 0) throw new Problem('ERR_SCAN_DAMAGED', { detail: 'a side of no pixels' });
  if (width * height <= scanLimits.pixels && Math.max(width, height) <= scanLimits.side) return;
  throw new Problem('ERR_SCAN_PIXELS', {
    params: { width, height, megapixels: scanLimits.pixels / 1_000_000 },
  });
}
