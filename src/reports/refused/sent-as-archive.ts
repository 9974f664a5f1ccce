import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { DocumentStore } from '../../documents/index.js';
import { identifyFormat } from '../formats/identify.js';
import type { Submission } from '../submissions/submission.js';

/**
 * Whether an accepted file is an archive of a table and its images, by its first bytes.
 *
 * @returns false for one that is no longer kept
 */
export async function wasSentAsArchive(
  documents: Pick<DocumentStore, 'readRange'>,
  { file: { documentId, size } }: Submission,
): Promise<boolean> {
  if (documentId === null) return false;
  const head = await buffer(Readable.from(documents.readRange(documentId, 0, Math.min(size, headBytes))));
  return identifyFormat({ ...whole, size, head }) === 'zip';
}

const headBytes = 64 * 1024;

/** What only a reading of the whole file could tell, and no archive is told by. */
const whole = { hasBom: false, notUtf8At: null, hasEncryptedPackage: false };
