import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { generateDustArchive, generateSample } from '../reports/index.js';
import { demoInstitution } from './people-plans.js';

export interface SampleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The sample file: 200 made-up exams of the last sixty days, with nothing to mend. */
export function sampleFile(today: string): SampleFile {
  return { name: 'sample-good.csv', bytes: makeSample({ today, seed: 1, errors: 0 }) };
}

/** The same with twelve things to mend. */
export function faultySampleFile(today: string): SampleFile {
  return { name: 'sample-with-errors.csv', bytes: makeSample({ today, seed: 2, errors: 12 }) };
}

/** The faulty file after somebody has mended it. */
export function mendedSampleFile(today: string): SampleFile {
  return { name: 'sample-mended.csv', bytes: makeSample({ today, seed: 2, errors: 0 }) };
}

/** Exams for noise (噪音作業), the kind "special". */
export function specialSampleFile(today: string): SampleFile {
  return {
    name: 'sample-special-noise.csv',
    bytes: makeSample({ today, seed: 3, errors: 0, kind: 'special', hazard: '02' }),
  };
}

/** Twelve exams for dust work (粉塵作業) with their images, as a ZIP. */
export async function dustSampleFile(today: string): Promise<SampleFile> {
  const { stream } = generateDustArchive({ ...common, rows: 12, seed: 4, today });
  return { name: 'sample-special-dust.zip', bytes: await buffer(stream) };
}

/** Writes all where a person finds them; gives their paths. */
export function writeSampleFiles(folder: string, today: string): Promise<string[]> {
  return Promise.all(
    [sampleFile, faultySampleFile, mendedSampleFile, specialSampleFile, dustSampleFile].map(async (make) => {
      const { name, bytes } = await make(today);
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    }),
  );
}

function makeSample(wish: {
  readonly today: string;
  readonly seed: number;
  readonly errors: number;
  readonly kind?: 'general' | 'special';
  readonly hazard?: string;
}): Buffer {
  const { chunks } = generateSample({
    ...common,
    kind: 'general',
    rows: 200,
    ...wish,
  });
  return Buffer.concat([...chunks]);
}

const common = { encoding: 'utf-8-bom', institutionCode: demoInstitution.code } as const;
