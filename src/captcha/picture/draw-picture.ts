import { between, type RandomNumbers } from '../random-numbers.js';
import { type Canvas, createCanvas, drawChain, eraseChain } from './canvas.js';
import { digitStrokes, type Point } from './digit-strokes.js';
import { encodePng } from './encode-png.js';
import { traceStroke } from './trace-stroke.js';

/** Pixels of the picture; it is shown at half of it, so that it stays sharp on fine screens. */
export const pictureSize = { width: 400, height: 140 } as const;

/**
 * A PNG of digits that people can read and programs find hard: each digit turned, stretched and moved by itself, all of
 * them bent by one wave, lines drawn through and rubbed out of them.
 *
 * @param text digits only
 * @throws TypeError for anything else
 */
export function drawPicture(text: string, random: RandomNumbers): Buffer {
  const canvas = createCanvas(pictureSize.width, pictureSize.height);
  const bend = randomWave(random);
  const places = [...text].map((digit, index) => placeDigit(index, text.length, strokesOf(digit), random));
  for (const strokes of places) {
    const thickness = between(6.5, 9, random);
    for (const stroke of strokes) drawChain(canvas, stroke.map(bend), thickness, 255);
  }
  for (let line = 0; line < 4; line += 1) eraseChain(canvas, randomLine(random), between(1.5, 2.5, random));
  for (let line = 0; line < 5; line += 1)
    drawChain(canvas, randomLine(random), between(1.5, 3.5, random), 200);
  sprinkle(canvas, random);
  return encodePng({ ...canvas, palette });
}

function strokesOf(digit: string): readonly (readonly Point[])[] {
  const strokes = digitStrokes[digit];
  if (strokes === undefined) throw new TypeError('A captcha has digits only.');
  return strokes.map(traceStroke);
}

/** Where a digit stands, how it is turned, stretched and slanted. */
function placeDigit(
  index: number,
  count: number,
  strokes: readonly (readonly Point[])[],
  random: RandomNumbers,
): readonly (readonly Point[])[] {
  const room = (pictureSize.width - 40) / count;
  const centre = {
    x: 20 + room * (index + 0.5) + between(-4, 4, random),
    y: pictureSize.height / 2 + between(-9, 9, random),
  };
  const angle = between(-0.3, 0.3, random);
  const width = room * between(0.58, 0.74, random);
  const height = between(46, 56, random);
  const slant = between(-0.18, 0.18, random);
  const place = ({ x, y }: Point): Point => {
    const across = (x - 0.5) * width - slant * (y - 0.75) * height;
    const down = (y - 0.75) * height;
    return {
      x: centre.x + across * Math.cos(angle) - down * Math.sin(angle),
      y: centre.y + across * Math.sin(angle) + down * Math.cos(angle),
    };
  };
  return strokes.map((points) => points.map(place));
}

function randomWave(random: RandomNumbers): (point: Point) => Point {
  const [shiftX, shiftY] = [between(0, 2 * Math.PI, random), between(0, 2 * Math.PI, random)];
  const [lengthX, lengthY] = [between(45, 80, random), between(60, 110, random)];
  const [reachX, reachY] = [between(2, 4, random), between(3, 6, random)];
  return ({ x, y }) => ({
    x: x + reachX * Math.sin((2 * Math.PI * y) / lengthX + shiftX),
    y: y + reachY * Math.sin((2 * Math.PI * x) / lengthY + shiftY),
  });
}

/** A gentle curve from edge to edge. */
function randomLine(random: RandomNumbers): readonly Point[] {
  const height = () => between(15, pictureSize.height - 15, random);
  const points = [0, 1, 2, 3].map((part) => ({ x: (pictureSize.width * part) / 3, y: height() }));
  return traceStroke({ through: 'curve', points });
}

function sprinkle(canvas: Canvas, random: RandomNumbers): void {
  for (let dot = 0; dot < 120; dot += 1) {
    const at = { x: between(0, canvas.width, random), y: between(0, canvas.height, random) };
    drawChain(canvas, [at, { x: at.x + 1, y: at.y }], between(1.5, 3, random), between(90, 190, random));
  }
}

/** From the pale ground of the page to ink, one shade for each grey level. */
const palette = Uint8Array.from(
  Array.from({ length: 256 }, (_, level) => [
    mix(241, 7, level),
    mix(246, 63, level),
    mix(245, 66, level),
  ]).flat(),
);

function mix(ground: number, ink: number, level: number): number {
  return Math.round(ground + ((ink - ground) * level) / 255);
}
