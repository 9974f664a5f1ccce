/** x to the right, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One movement of the pen: straight from point to point, or a curve through all of them. */
export interface Stroke {
  readonly through: 'lines' | 'curve';
  readonly points: readonly Point[];
}

/** How each digit is written, in a box from (0, 0) to (1, 1.5). */
export const digitStrokes: Readonly<Record<string, readonly Stroke[]>> = {
  '0': [
    curve('0.5,0.02 0.18,0.2 0.06,0.75 0.18,1.3 0.5,1.48 0.82,1.3 0.94,0.75 0.82,0.2 0.5,0.02'),
    // A slash, so that nobody takes it for a letter.
    lines('0.34,1.02 0.66,0.48'),
  ],
  '1': [lines('0.2,0.34 0.56,0.04 0.56,1.48'), lines('0.2,1.48 0.9,1.48')],
  '2': [
    curve('0.1,0.36 0.26,0.08 0.56,0.02 0.86,0.18 0.88,0.5 0.64,0.86 0.1,1.46'),
    lines('0.1,1.46 0.94,1.46'),
  ],
  '3': [
    curve('0.12,0.2 0.4,0.02 0.76,0.1 0.86,0.38 0.7,0.64 0.4,0.72'),
    curve('0.4,0.72 0.78,0.78 0.92,1.08 0.76,1.4 0.42,1.48 0.08,1.28'),
  ],
  '4': [lines('0.7,1.48 0.7,0.04 0.06,1.04 0.98,1.04')],
  '5': [
    lines('0.88,0.04 0.22,0.04 0.16,0.64'),
    curve('0.16,0.64 0.5,0.52 0.84,0.7 0.92,1.04 0.74,1.38 0.4,1.48 0.08,1.3'),
  ],
  '6': [
    curve(
      '0.82,0.1 0.46,0.1 0.2,0.5 0.08,0.96 0.2,1.36 0.5,1.48 0.82,1.36 0.92,1.04 0.78,0.74 0.48,0.66 0.2,0.8 0.09,1.04',
    ),
  ],
  '7': [lines('0.06,0.04 0.94,0.04 0.4,1.48'), lines('0.3,0.76 0.8,0.76')],
  '8': [
    curve('0.5,0.7 0.2,0.56 0.16,0.26 0.5,0.02 0.84,0.26 0.8,0.56 0.5,0.7'),
    curve('0.5,0.7 0.14,0.9 0.1,1.24 0.5,1.48 0.9,1.24 0.86,0.9 0.5,0.7'),
  ],
  '9': [
    curve(
      '0.91,0.46 0.8,0.7 0.52,0.84 0.22,0.76 0.08,0.46 0.18,0.14 0.5,0.02 0.8,0.14 0.92,0.54 0.8,1 0.54,1.4 0.2,1.46',
    ),
  ],
};

function lines(points: string): Stroke {
  return { through: 'lines', points: readPoints(points) };
}

function curve(points: string): Stroke {
  return { through: 'curve', points: readPoints(points) };
}

function readPoints(text: string): readonly Point[] {
  return text.split(' ').map((pair) => {
    const [x = 0, y = 0] = pair.split(',').map(Number);
    return { x, y };
  });
}
