import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { DocumentStore } from '../../documents/index.js';
import type { Fault } from './fault.js';

/** What counts as settled: younger files and rows may still be on their way to each other. */
export interface FileScope {
  /** Documents recorded before must have their file. */
  readonly recordedBefore: Date;
  /** Files written before must have their document: clearing up has had its turn. */
  readonly writtenBefore: Date;
}

/** Compares the file store with the table of documents, folder by folder, so that memory does not grow with them. */
export async function checkFiles(
  { db, documents }: { readonly db: Database; readonly documents: Pick<DocumentStore, 'list'> },
  scope: FileScope,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const compare = async (folder: string, files: ReadonlyMap<string, Date>) => {
    seen.add(folder);
    faults.push(...(await compareFolder(db, scope, folder, files)));
  };
  let folder = '';
  let files = new Map<string, Date>();
  for await (const { id, modifiedAt, isWhole } of documents.list()) {
    const next = id.slice(0, 2);
    if (next !== folder && folder !== '') {
      await compare(folder, files);
      files = new Map();
    }
    folder = next;
    if (isWhole) files.set(id, modifiedAt);
  }
  if (folder !== '') await compare(folder, files);
  for (const empty of allFolders.filter((name) => !seen.has(name))) await compare(empty, new Map());
  return faults;
}

/** A store names its folders by the first two digits. */
const allFolders = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

async function compareFolder(
  db: Database,
  { recordedBefore, writtenBefore }: FileScope,
  folder: string,
  files: ReadonlyMap<string, Date>,
): Promise<readonly Fault[]> {
  const rows = await db('documents').where('id', 'like', `${folder}%`).select<Recorded[]>('id', 'created_at');
  const recorded = new Set(rows.map(({ id }) => id));
  const before = toStoredTime(recordedBefore);
  const missing = rows.filter(({ id, created_at }) => !files.has(id) && created_at <= before);
  // Removed while we looked: then its row is gone as well.
  const lost = missing.length === 0 ? [] : await stillRecorded(db, missing);
  const stray = [...files].filter(([id, written]) => !recorded.has(id) && written <= writtenBefore);
  return [
    ...lost.map((id): Fault => ({ kind: 'lostfile', subject: id, expected: 1, found: 0 })),
    ...stray.map(([id]): Fault => ({ kind: 'strayfile', subject: id, expected: 0, found: 1 })),
  ];
}

async function stillRecorded(db: Database, rows: readonly Recorded[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = rows.slice(at, at + rowsAtOnce).map(({ id }) => id);
    ids.push(...(await db('documents').whereIn('id', part).pluck<string[]>('id')));
  }
  return ids;
}

const rowsAtOnce = 500;

interface Recorded {
  readonly id: string;
  readonly created_at: string;
}
