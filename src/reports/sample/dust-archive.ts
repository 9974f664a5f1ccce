import type { Readable } from 'node:stream';
import yazl from 'yazl';
import { drawChest } from './draw-chest.js';
import { generateSample, type Sample, type SampleOptions } from './generate.js';
import { sampleImageName } from './special-row.js';

export type DustOptions = Omit<SampleOptions, 'kind' | 'hazard'>;

/** The operation whose rows name images: 粉塵作業. */
export const dustHazard = '23';

export interface DustArchive extends Pick<Sample, 'mistakes'> {
  /** A ZIP file. */
  readonly stream: Readable;
}

/**
 * Made-up exams for dust work as a ZIP file: the table, and for each row an image that is nobody's. The same options give the
 * same bytes.
 *
 * @throws TypeError as `generateSample`, and for more rows than a file of 100 MB has images
 */
export function generateDustArchive(options: DustOptions): DustArchive {
  const { rows, seed, today } = options;
  if (rows > 5_000) throw new TypeError('Too many images for a sample.');
  const sample = generateSample({ ...options, kind: 'special', hazard: dustHazard });
  const zip = new yazl.ZipFile();
  const mtime = new Date(`${today}T00:00:00Z`);
  zip.addBuffer(Buffer.concat([...sample.chunks]), 'dust.csv', { mtime });
  for (let index = 0; index < rows; index += 1) {
    zip.addBuffer(drawChest(seed, index), sampleImageName(index), { mtime, compress: false });
  }
  zip.end();
  return { mistakes: sample.mistakes, stream: zip.outputStream as Readable };
}
