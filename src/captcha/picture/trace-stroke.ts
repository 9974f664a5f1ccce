import type { Point, Stroke } from './digit-strokes.js';

/** The stroke as a chain of short straight pieces, so that it can be bent afterwards. */
export function traceStroke({ through, points }: Stroke): readonly Point[] {
  const traced = points.slice(1).flatMap((end, index) => {
    const start = points[index] ?? end;
    if (through === 'lines') return pieces.map((t) => straight(start, end, t));
    const before = points[index - 1] ?? start;
    const after = points[index + 2] ?? end;
    return pieces.map((t) => smooth(before, start, end, after, t));
  });
  return [...points.slice(0, 1), ...traced];
}

const pieces = Array.from({ length: 8 }, (_, index) => (index + 1) / 8);

function straight(from: Point, to: Point, t: number): Point {
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
}

/** Catmull-Rom: a curve that passes through every point and is led by its neighbours. */
function smooth(before: Point, from: Point, to: Point, after: Point, t: number): Point {
  const along = (a: number, b: number, c: number, d: number) =>
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3);
  return {
    x: along(before.x, from.x, to.x, after.x),
    y: along(before.y, from.y, to.y, after.y),
  };
}
