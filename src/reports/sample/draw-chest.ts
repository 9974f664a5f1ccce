import { drawFor } from './draw.js';
import { encodeGreyJpeg } from './encode-grey-jpeg.js';

/** How many squares of eight pixels a picture is wide and high; 1024 pixels are enough to look at. */
const across = 128;

/**
 * Something grey that looks a little like the X-ray of a chest and is nobody's: two lungs, a spine, ribs, noise. The same
 * seed and row give the same bytes, some 10 kB.
 */
export function drawChest(seed: number, row: number): Buffer {
  const draw = drawFor(seed, row);
  const [tilt, width, light] = [draw.fraction() - 0.5, 0.8 + draw.fraction() * 0.3, draw.whole(-12, 12)];
  return encodeGreyJpeg({
    columns: across,
    rows: across,
    brightness(column, line) {
      const x = (column / across - 0.5) * 2;
      const y = (line / across - 0.5) * 2;
      const body = 150 - 90 * Math.max(0, Math.abs(x) - 0.75) * 4;
      const lung = Math.max(lungAt(x + 0.42, y), lungAt(x - 0.42, y + tilt * 0.05)) * 105 * width;
      const spine = 60 * Math.exp(-((x / 0.09) ** 2));
      const ribs = 14 * Math.max(0, Math.sin((y + 0.35 * x * x) * 22)) * (Math.abs(x) > 0.12 ? 1 : 0);
      return body - lung + spine + ribs + light + draw.fraction() * 6;
    },
  });
}

/** 1 in the middle of a lung, 0 outside. */
function lungAt(x: number, y: number): number {
  const distance = (x / 0.34) ** 2 + ((y + 0.05) / 0.72) ** 2;
  return Math.max(0, Math.min(1, (1.15 - distance) * 2));
}
