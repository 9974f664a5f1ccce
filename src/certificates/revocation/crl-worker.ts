import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { parseCertificate } from '../certificate.js';
import { DerError } from '../der.js';
import { readPem } from '../pem.js';
import { type RevocationList, readRevocationList } from './revocation-list.js';
import { buffersOf } from './serial-table.js';

/** What the thread is given: the files to read, and the authorities that may have signed them. */
export interface CrlWork {
  readonly files: readonly string[];
  readonly authorities: readonly { readonly keyId: string; readonly der: Uint8Array }[];
}

/** What it answers for each file. */
export type CrlAnswer =
  | { readonly file: string; readonly list: RevocationList }
  | { readonly file: string; readonly refusal: string };

const { files, authorities } = workerData as CrlWork;
const known = authorities.map(({ keyId, der }) => ({
  keyId,
  certificate: parseCertificate(Buffer.from(der)),
}));

for (const file of files) answer(file);

function answer(file: string): void {
  try {
    const content = readFileSync(file);
    const list = readRevocationList(readPem(content, 'X509 CRL')?.[0] ?? content, known);
    parentPort?.postMessage({ file, list } satisfies CrlAnswer, buffersOf(list.entries));
  } catch (error) {
    parentPort?.postMessage({ file, refusal: describe(error) } satisfies CrlAnswer);
  }
}

function describe(error: unknown): string {
  if (error instanceof DerError) return error.message;
  return error instanceof Error ? `cannot be read: ${error.message}` : 'cannot be read';
}
