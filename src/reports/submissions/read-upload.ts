import type { Request } from 'express';
import { type DocumentStore, DocumentTooLargeError, type StoredDocument } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { readForm } from '../../web/index.js';
import { plainFileName } from './file-name.js';

/** A file that has arrived whole and is in the store. Whoever does not use it removes it. */
export interface UploadedFile {
  readonly name: string;
  readonly document: StoredDocument;
}

export interface UploadOptions {
  readonly documents: DocumentStore;
  readonly limitBytes: number;
}

/**
 * Takes the body of a request as a file, as it streams in. Nothing is left when it does not arrive whole.
 *
 * @throws Problem ERR_UPLOAD_TOO_LARGE as soon as the limit is passed or announced, before the rest is read;
 *   ERR_UPLOAD_CUT
 */
export async function readRawUpload(
  request: Request,
  fileName: string,
  options: UploadOptions,
): Promise<UploadedFile> {
  refuseAnnounced(request, options.limitBytes, 0);
  const idle = watchIdle(request);
  try {
    return { name: plainFileName(fileName), document: await store(request, options) };
  } finally {
    idle.end();
  }
}

/**
 * Takes the file of a multipart form as it streams in. Nothing is left when it does not arrive whole.
 *
 * @param checkFields is called when the file begins, with the fields before it; what it throws refuses the file unread
 * @throws Problem as `readRawUpload` and `readForm`; ERR_UPLOAD_FILE_MISSING at the field `file`
 */
export async function readFormUpload(
  request: Request,
  options: UploadOptions,
  checkFields: (fields: ReadonlyMap<string, string>) => void,
): Promise<UploadedFile> {
  refuseAnnounced(request, options.limitBytes, mostBytesAround);
  const idle = watchIdle(request);
  let writing: Promise<UploadedFile> | undefined;
  try {
    const file = await readForm(request, checkFields, (name, stream) => {
      writing = store(stream, options).then((document) => ({ name: plainFileName(name), document }));
      return writing;
    });
    // A browser sends a nameless empty file when none was chosen.
    if (file === undefined || (file.name === '' && file.document.size === 0)) throw missing();
    return file;
  } catch (error) {
    const file = await writing?.catch(() => undefined);
    if (file !== undefined) await options.documents.remove(file.document.id);
    throw error;
  } finally {
    idle.end();
  }
}

/** What a form sends besides the file. */
const mostBytesAround = 64 * 1024;

function missing(): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'file', code: 'ERR_UPLOAD_FILE_MISSING' }] });
}

function refuseAnnounced(request: Request, limitBytes: number, around: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes + around) throw tooLarge(limitBytes);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Problem('ERR_MEDIA_TYPE', { params: { expected: 'identity' } });
}

function tooLarge(limitBytes: number): Problem {
  return new Problem('ERR_UPLOAD_TOO_LARGE', { params: { megabytes: Math.floor(limitBytes / 1_000_000) } });
}

async function store(
  source: AsyncIterable<Uint8Array>,
  { documents, limitBytes }: UploadOptions,
): Promise<StoredDocument> {
  try {
    return await documents.write(source, { purpose: 'submission', limitBytes });
  } catch (error) {
    if (error instanceof DocumentTooLargeError) throw tooLarge(limitBytes);
    if (isCut(error)) throw new Problem('ERR_UPLOAD_CUT', { cause: error });
    throw error;
  }
}

/** Whether this is what reading a body throws when the line was cut. */
export function isCut(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
}

/** A line that has gone silent is cut; one that is merely slow is not. */
export function watchIdle(request: Request): { end(): void } {
  request.setTimeout(idleMilliseconds, () =>
    request.destroy(Object.assign(new Error('The upload has gone silent.'), { code: 'ECONNRESET' })),
  );
  return { end: () => void request.setTimeout(0) };
}

const idleMilliseconds = 60_000;
