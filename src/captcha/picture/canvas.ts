import type { Point } from './digit-strokes.js';

/** A sheet of grey levels that a round pen draws on: 0 is untouched, 255 is full ink. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Uint8Array(width * height) };
}

/** Draws a chain of straight pieces, `thickness` pixels wide, darkening up to `ink` (0 to 255). */
export function drawChain(canvas: Canvas, points: readonly Point[], thickness: number, ink: number): void {
  forEachPixel(canvas, points, thickness, (at, cover) => {
    canvas.pixels[at] = Math.max(canvas.pixels[at] ?? 0, Math.round(cover * ink));
  });
}

/** Rubs a chain out again. */
export function eraseChain(canvas: Canvas, points: readonly Point[], thickness: number): void {
  forEachPixel(canvas, points, thickness, (at, cover) => {
    canvas.pixels[at] = Math.min(canvas.pixels[at] ?? 0, Math.round((1 - cover) * 255));
  });
}

/** Visits the pixels that a pen covers, with how much of each (0 to 1): edges are soft over one pixel. */
function forEachPixel(
  { width, height }: Canvas,
  points: readonly Point[],
  thickness: number,
  visit: (at: number, cover: number) => void,
): void {
  const radius = thickness / 2;
  const reach = (radius + 0.5) ** 2;
  for (let index = 1; index < points.length; index += 1) {
    const from = points[index - 1];
    const to = points[index];
    if (from === undefined || to === undefined) continue;
    const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius - 1));
    const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + radius + 1));
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius - 1));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + radius + 1));
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const distance = squareOfDistance(x, y, from, to);
        if (distance < reach) visit(y * width + x, Math.min(1, radius + 0.5 - Math.sqrt(distance)));
      }
    }
  }
}

/** The square of a pixel's distance from a straight piece: most pixels are too far away to need its root. */
function squareOfDistance(x: number, y: number, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return (x - from.x - along * dx) ** 2 + (y - from.y - along * dy) ** 2;
}
