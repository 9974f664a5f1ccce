import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { FileStopped } from '../file-stopped.js';
import type { RandomAccess } from '../random-access.js';
import { decodeEntryName } from './entry-name.js';
import { readContent } from './read-content.js';

/** A file in an archive. */
export interface ArchiveEntry {
  readonly name: string;
  /** Of its content; reading ends with an error when there is more or less of it. */
  readonly size: number;
}

export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /**
   * The content of a file in it, from its beginning.
   *
   * @throws FileStopped while iterating, when the archive is damaged
   */
  read(entry: ArchiveEntry): AsyncIterable<Buffer>;
  /** The same in one piece, for a file of which the caller has seen the size. @throws FileStopped */
  readWhole(entry: ArchiveEntry): Promise<Buffer>;
}

/** What an archive may hold; archive bombs and tricks with names are refused by the table of contents alone. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all contents together, in bytes. */
  readonly unpackedBytes: number;
  /** How many times larger a content may be than what is stored of it; texts of tables reach about 40. */
  readonly ratio: number;
}

/**
 * Reads the table of contents of a ZIP archive (APPNOTE 6.3).
 *
 * @throws FileStopped when it is damaged, encrypted, or breaks the limits
 */
export async function readArchive(source: RandomAccess, limits: ArchiveLimits): Promise<Archive> {
  const zip = await orDamaged(openZip(source));
  const entries = new Map<ArchiveEntry, yauzl.Entry>();
  let unpacked = 0;
  const iterator = zip.eachEntry();
  for (;;) {
    const next = await orDamaged(iterator.next());
    if (next.done === true) break;
    const { value } = next;
    const entry = { name: decodeEntryName(value), size: value.uncompressedSize };
    refuseUnsafe(entry.name, value);
    unpacked += entry.size;
    if (entries.size >= limits.entries)
      throw new FileStopped('RPT_FILE_ARCHIVE_TOO_MANY', { limit: limits.entries });
    if (unpacked > limits.unpackedBytes || isBomb(value, limits.ratio)) {
      throw new FileStopped('RPT_FILE_ARCHIVE_BOMB', { name: shown(entry.name) });
    }
    entries.set(entry, value);
  }
  const read = (entry: ArchiveEntry) => {
    const inside = entries.get(entry);
    if (inside === undefined) throw new TypeError('The entry is of another archive.');
    return readEntry(zip, inside);
  };
  return { entries: [...entries.keys()], read, readWhole: (entry) => gather(read(entry), entry.size) };
}

/** Small contents may shrink to nearly nothing and harm nobody. */
const harmlessBytes = 1024 * 1024;

function isBomb({ compressedSize, uncompressedSize }: yauzl.Entry, ratio: number): boolean {
  return uncompressedSize > harmlessBytes && uncompressedSize > compressedSize * ratio;
}

function refuseUnsafe(name: string, entry: yauzl.Entry): void {
  if (entry.isEncrypted()) throw new FileStopped('RPT_FILE_ARCHIVE_ENCRYPTED');
  const parts = name.split(/[\\/]/);
  const isAbsolute = parts[0] === '' || /^[A-Za-z]:/.test(name);
  if (isAbsolute || parts.includes('..') || isLink(entry)) {
    throw new FileStopped('RPT_FILE_ARCHIVE_UNSAFE', { name: shown(name) });
  }
}

/** Made on a Unix system (host 3) with the file type of a symbolic link. */
function isLink({ versionMadeBy, externalFileAttributes }: yauzl.Entry): boolean {
  return versionMadeBy >>> 8 === 3 && ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function shown(name: string): string {
  return name.slice(0, 80);
}

async function* readEntry(zip: PromisedZip, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  const stored = await orDamaged(zip.openReadStreamPromise(entry, { decodeFileData: false }));
  const content = readContent(stored, entry);
  try {
    for (
      let next = await orDamaged(content.next());
      next.done !== true;
      next = await orDamaged(content.next())
    ) {
      yield next.value;
    }
  } finally {
    await content.return(undefined);
  }
}

/** No more than its size comes, and no less. */
async function gather(pieces: AsyncIterable<Buffer>, size: number): Promise<Buffer> {
  const whole = Buffer.allocUnsafe(size);
  let at = 0;
  for await (const piece of pieces) at += piece.copy(whole, at);
  return whole;
}

async function orDamaged<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    // What the store says of its own file is no fault of the archive's.
    if (error instanceof Error && error.name.startsWith('Document')) throw error;
    throw new FileStopped('RPT_FILE_ARCHIVE_BROKEN');
  }
}

/** The part of yauzl that we use; its types lack the promises. */
interface PromisedZip {
  eachEntry(): AsyncIterator<yauzl.Entry>;
  openReadStreamPromise(entry: yauzl.Entry, options: { readonly decodeFileData: false }): Promise<Readable>;
}

function openZip(source: RandomAccess): Promise<PromisedZip> {
  const { fromRandomAccessReaderPromise } = yauzl as unknown as {
    fromRandomAccessReaderPromise(
      reader: yauzl.RandomAccessReader,
      size: number,
      options: {
        readonly autoClose: boolean;
        readonly decodeStrings: boolean;
        readonly validateEntrySizes: boolean;
      },
    ): Promise<PromisedZip>;
  };
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
  return fromRandomAccessReaderPromise(new SourceReader(source), source.size, options);
}

class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: RandomAccess;

  constructor(source: RandomAccess) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.readRange(start, end));
  }
}
