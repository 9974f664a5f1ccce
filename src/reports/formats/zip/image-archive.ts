import { FileStopped } from '../file-stopped.js';
import type { RandomAccess } from '../random-access.js';
import { type Archive, type ArchiveEntry, readArchive } from './read-archive.js';

/** An archive of one table and the pictures that its rows name. */
export interface ImageArchive {
  readonly archive: Archive;
  readonly table: ArchiveEntry;
  /** By `imageKey` of their names, in the order of the archive. */
  readonly images: ReadonlyMap<string, ArchiveEntry>;
}

/**
 * Reads the table of contents of an archive and tells its table from its pictures.
 *
 * @throws FileStopped when it holds anything else, or names that could be mistaken for one another
 */
export async function readImageArchive(source: RandomAccess): Promise<ImageArchive> {
  const archive = await readArchive(source, archiveLimits);
  for (const { name } of archive.entries) {
    if (/[/\\]/.test(name)) throw new FileStopped('RPT_FILE_ZIP_FOLDER', { name: shown(name) });
  }
  const byKey = new Map<string, ArchiveEntry>();
  for (const entry of archive.entries) {
    const key = imageKey(entry.name);
    if (byKey.has(key)) throw new FileStopped('RPT_FILE_ZIP_NAME_TWICE', { name: shown(entry.name) });
    byKey.set(key, entry);
  }
  const images = new Map([...byKey].filter(([key]) => isImage(key)));
  return { archive, table: findTable(archive.entries), images };
}

/** The pictures of a file of 100 MB; a table of texts may be many times larger than what is stored of it. */
const archiveLimits = { entries: 10_000, unpackedBytes: 1_000_000_000, ratio: 120 };

/** Names are the same whose characters a file system or a keyboard makes the same: case, width, form of Unicode. */
export function imageKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** By its name, which is what rows refer to; its content is judged where a row names it. */
function isImage(name: string): boolean {
  return /\.jpe?g$/i.test(name);
}

function findTable(entries: readonly ArchiveEntry[]): ArchiveEntry {
  const others = entries.filter(({ name }) => !isImage(name));
  const [first, ...more] = others;
  if (first === undefined) throw new FileStopped('RPT_FILE_ZIP_NO_TABLE');
  // What it is called does not matter where there is only one.
  if (more.length === 0) return first;
  const strange = others.find(({ name }) => !/\.(csv|txt|xlsx?|xml|jsonl?|ndjson)$/i.test(name));
  if (strange !== undefined) throw new FileStopped('RPT_FILE_ZIP_OTHER', { name: shown(strange.name) });
  const names = others.slice(0, mostNamed).map(({ name }) => shown(name));
  throw new FileStopped('RPT_FILE_ZIP_TABLES', { count: others.length, names: names.join('、') });
}

const mostNamed = 5;

function shown(name: string): string {
  return name.slice(0, 80);
}
