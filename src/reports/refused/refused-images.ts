import { imageKey } from '../formats/zip/image-archive.js';
import type { Finding } from '../process/types.js';
import type { ReportCode } from '../rules/table.js';
import type { JudgedFile } from './judged-rows.js';
import { otherPeoplesTurn } from './other-peoples-turn.js';

/**
 * Finds the images that go back with the refused rows: those that a refused row names, no stored row has, and nothing was
 * wrong with.
 *
 * @returns their keys (`imageKey`), in the order in which rows name them; none when the file is no archive
 */
export async function findRefusedImages({ images, parts }: JudgedFile): Promise<ReadonlySet<string>> {
  if (images === null) return new Set();
  const wanted = new Set<string>();
  const others = new Set<string>();
  for await (const rows of parts) {
    for (const row of rows) {
      if (row.imageName === undefined) continue;
      const key = imageKey(row.imageName);
      if (row.is === 'stored' || row.errors.some(isUnusable)) others.add(key);
      else if (images.find(key) !== undefined) wanted.add(key);
    }
    await otherPeoplesTurn();
  }
  for (const key of others) wanted.delete(key);
  return wanted;
}

/** Says so of every row that the image takes back: with it, the row would be refused again. */
function isUnusable({ code }: Finding): boolean {
  return unusable.has(code);
}

const unusable: ReadonlySet<ReportCode> = new Set<ReportCode>([
  'RPT_IMAGE_TOO_LARGE',
  'RPT_IMAGE_NOT_JPG',
  'RPT_IMAGE_DAMAGED',
  'RPT_IMAGE_PIXELS',
  'RPT_IMAGE_PROCESS',
]);
