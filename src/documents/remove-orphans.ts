import type { Database } from '../database/index.js';
import type { DocumentStore } from './document-store.js';
import { removeFile } from './files.js';

/**
 * Removes files that no transaction kept: written, then rolled back, or cut short by the end of a process. `before` lies
 * so far back that no upload and no transaction can still be running.
 *
 * @returns how many were removed
 */
export async function removeOrphans(
  db: Database,
  store: DocumentStore,
  { before }: { readonly before: Date },
): Promise<number> {
  let removed = 0;
  for await (const file of store.list()) {
    if (file.modifiedAt >= before) continue;
    if (file.isWhole && (await isRecorded(db, file.id))) continue;
    await removeFile(file.path);
    removed += 1;
  }
  return removed;
}

async function isRecorded(db: Database, id: string): Promise<boolean> {
  return (await db('documents').where({ id }).first('id')) !== undefined;
}
