import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';
import type { StoredDocument } from './document-store.js';

export interface DocumentRow extends StoredDocument {
  /** What the document belongs to, in the owner's own words, e.g. `submission:42`. */
  readonly owner: string;
  readonly createdAt: Date;
}

/** Enters a written document, in the transaction of whatever makes use of it. */
export async function recordDocument(
  trx: Database,
  document: StoredDocument,
  { owner, at }: { readonly owner: string; readonly at: Date },
): Promise<void> {
  const { id, purpose, size, sha256 } = document;
  await trx('documents').insert({ id, purpose, size, sha256, owner, created_at: toStoredTime(at) });
}

export async function findDocument(db: Database, id: string): Promise<DocumentRow | undefined> {
  const row = await db('documents').where({ id }).first<StoredRow | undefined>();
  if (row === undefined) return undefined;
  const { purpose, size, sha256, owner, created_at } = row;
  return { id, purpose, size: Number(size), sha256, owner, createdAt: new Date(created_at) };
}

/**
 * Takes documents out of the table, in the transaction that ends their use. Their files go with the next round of
 * `removeOrphans`.
 */
export async function forgetDocuments(trx: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await trx('documents').whereIn('id', ids).delete();
}

interface StoredRow {
  purpose: string;
  size: number | string;
  sha256: Buffer;
  owner: string;
  created_at: string;
}
