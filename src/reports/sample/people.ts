import { workerIdCheckDigit } from '../rules/cells/worker-id.js';
import type { Draw } from './draw.js';
import { employerForms, employerPlaces, employerTrades, givenNames, surnames } from './word-lists.js';

export interface SampleWorker {
  readonly id: string;
  readonly name: string;
  readonly sex: 'M' | 'F';
}

/**
 * A made-up worker; the ID number has a right check digit and no two rows below ten million share one. Three in a
 * hundred have a resident number, a few of them of the old form.
 */
export function sampleWorker(draw: Draw, seed: number, row: number): SampleWorker {
  const sex = draw.whole(0, 99) < 56 ? 'M' : 'F';
  const digits = String(((row * 7_368_787 + (seed % 10_000_000)) % 10_000_000) + 10_000_000).slice(1);
  const letter = String.fromCharCode(65 + draw.whole(0, 25));
  const firstNine = letter + secondCharacter(draw.whole(0, 999), sex) + digits;
  const surname = draw.pick(surnames);
  return { id: firstNine + workerIdCheckDigit(firstNine), name: surname + draw.pick(givenNames[sex]), sex };
}

export interface SampleEmployer {
  readonly ubn: string;
  readonly name: string;
}

/** The made-up employer with this number. */
export function sampleEmployer(number: number): SampleEmployer {
  const trade = employerTrades[number % employerTrades.length] ?? '';
  const place = employerPlaces[Math.floor(number / 10) % employerPlaces.length] ?? '';
  const form = employerForms[Math.floor(number / 60) % employerForms.length] ?? '';
  return { ubn: sampleUbn(number), name: place + trade + String(number + 1) + form };
}

function secondCharacter(chance: number, sex: 'M' | 'F'): string {
  if (chance < 5) return sex === 'M' ? 'C' : 'D';
  if (chance < 30) return sex === 'M' ? '8' : '9';
  return sex === 'M' ? '1' : '2';
}

/** Seven digits from the number (never a 7 in the seventh place, which would be a special case) and the fitting last one. */
function sampleUbn(number: number): string {
  const seven = String(((number * 3_989) % 900_000) + 100_000) + String(number % 7);
  let sum = 0;
  for (const [index, weight] of [1, 2, 1, 2, 1, 2, 4].entries()) {
    const product = Number(seven[index]) * weight;
    sum += Math.floor(product / 10) + (product % 10);
  }
  return seven + String((5 - (sum % 5)) % 5);
}
