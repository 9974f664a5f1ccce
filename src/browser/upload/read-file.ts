/** The file cannot be read any more as it was chosen: it was saved, renamed, moved or removed. */
export class FileChanged extends Error {}

/** How much of a file is read at once to be hashed: some milliseconds of work, also on an old computer. */
export const sliceBytes = 1_048_576;

/**
 * The bytes of a file from `begin` on, `length` of them or up to its end.
 *
 * @throws FileChanged
 */
export async function readPart(file: Blob, begin: number, length: number): Promise<ArrayBuffer> {
  const part = file.slice(begin, begin + length);
  const bytes = await part.arrayBuffer().catch(() => undefined);
  // A browser that does not notice by itself gives less when the file has become shorter.
  if (bytes?.byteLength !== part.size) throw new FileChanged();
  return bytes;
}

/**
 * A file, slice by slice.
 *
 * @throws FileChanged
 */
export async function* readSlices(file: Blob): AsyncGenerator<ArrayBuffer> {
  for (let begin = 0; begin < file.size; begin += sliceBytes) yield readPart(file, begin, sliceBytes);
}
