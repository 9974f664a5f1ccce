import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file that goes into an archive. */
export interface FileToPack {
  readonly name: string;
  /** In one piece, or piece by piece as it is asked for. */
  readonly content: Buffer | AsyncIterable<Buffer | string>;
  /**
   * How hard it is pressed, 1 to 9; 6 when left out. Never 0: what is merely stored has no end that a reader could find
   * who goes from the front (APPNOTE 6.3, 4.4.4 bit 3).
   */
  readonly level?: number;
}

/**
 * A ZIP archive (APPNOTE 6.3) as a stream. Files and their pieces are asked for as fast as the stream is read, and none is
 * kept. What they throw ends the stream with that error; a stream that is closed early asks for no more.
 *
 * @param createdAt what the archive says of the making of its files
 */
export function writeArchive(
  files: Iterable<FileToPack> | AsyncIterable<FileToPack>,
  createdAt: Date,
): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  zip.once('error', (error: Error) => output.destroy(error));
  pack(zip, files, output, createdAt).catch((error: Error) => output.destroy(error));
  return output;
}

async function pack(
  zip: ZipFile,
  files: Iterable<FileToPack> | AsyncIterable<FileToPack>,
  output: Readable,
  mtime: Date,
): Promise<void> {
  for await (const { name, content, level } of files) {
    if (output.destroyed) return;
    const options = { mtime, ...(level !== undefined && { compressionLevel: level }) };
    if (Buffer.isBuffer(content)) zip.addBuffer(content, name, options);
    else await packStream(zip, output, Readable.from(content, { objectMode: false }), name, options);
  }
  zip.end();
}

/** Until it is read to its end; yazl watches neither the streams it is given nor who reads its own. */
async function packStream(
  zip: ZipFile,
  output: Readable,
  stream: Readable,
  name: string,
  options: { readonly mtime: Date; readonly compressionLevel?: number },
): Promise<void> {
  const stop = () => stream.destroy();
  output.once('close', stop);
  try {
    zip.addReadStream(stream, name, options);
    await finished(stream);
  } finally {
    output.off('close', stop);
  }
}
