import { readArchive } from '../../src/reports/formats/zip/read-archive.js';

/** The files of a ZIP archive by their names. */
export async function unpackArchive(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const source = {
    size: bytes.length,
    async *readRange(start: number, end: number) {
      yield bytes.subarray(start, end);
    },
  };
  const archive = await readArchive(source, { entries: 100, unpackedBytes: 1e9, ratio: 1e9 });
  const files = new Map<string, Buffer>();
  for (const entry of archive.entries) files.set(entry.name, await archive.readWhole(entry));
  return files;
}
