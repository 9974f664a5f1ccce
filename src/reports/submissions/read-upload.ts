import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import type { DocumentStore, StoredDocument } from '../../documents/index.js';
import { DocumentTooLargeError } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
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
  refuseAnnounced(request, options.limitBytes);
  refuseCompressed(request);
  const idle = watchIdle(request);
  try {
    return { name: plainFileName(fileName), document: await store(request, options) };
  } finally {
    idle.end();
  }
}

/**
 * Takes a multipart form with one file (RFC 7578) as it streams in.
 *
 * @param checkFields is called when the file begins, with the fields before it; what it throws refuses the file unread
 * @throws Problem as `readRawUpload`; ERR_UPLOAD_FILE_MISSING, ERR_UPLOAD_SEVERAL_FILES, ERR_UPLOAD_FORM_MALFORMED
 */
export async function readFormUpload(
  request: Request,
  options: UploadOptions,
  checkFields: (fields: ReadonlyMap<string, string>) => void,
): Promise<UploadedFile> {
  refuseAnnounced(request, options.limitBytes + mostBytesAround);
  refuseCompressed(request);
  const idle = watchIdle(request);
  let writing: Promise<UploadedFile> | undefined;
  try {
    await parse(request, checkFields, (name, stream) => {
      writing = store(stream, options).then((document) => ({ name: plainFileName(name), document }));
      return writing;
    });
    const file = await writing;
    // A browser sends a nameless empty file when none was chosen.
    if (file === undefined || (file.name === '' && file.document.size === 0)) {
      throw missing();
    }
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

function refuseAnnounced(request: Request, limitBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

function refuseCompressed(request: Request): void {
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

function isCut(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
}

/** Feeds the request to the parser of forms; resolves when the form has ended and the file is written. */
function parse(
  request: Request,
  checkFields: (fields: ReadonlyMap<string, string>) => void,
  take: (name: string, stream: NodeJS.ReadableStream & AsyncIterable<Buffer>) => Promise<UploadedFile>,
): Promise<void> {
  const parser = openParser(request);
  const fields = new Map<string, string>();
  return new Promise((resolve, reject) => {
    let file: Promise<UploadedFile> | undefined;
    let stream: NodeJS.ReadableStream & { destroy(error: Error): void };

    const fail = (problem: unknown) => {
      request.unpipe(parser);
      stream?.destroy(new Problem('ERR_UPLOAD_CUT'));
      reject(problem);
    };
    const cut = () => fail(new Problem('ERR_UPLOAD_CUT'));
    request.once('error', cut).once('aborted', cut);
    parser.once('error', (cause) => fail(new Problem('ERR_UPLOAD_FORM_MALFORMED', { cause })));
    parser.on('field', (name, value) => fields.set(name, value));
    parser.on('file', (_field, opened, fileName) => {
      // The reader sees the error; without a listener it would end the process once the reader has gone.
      opened.on('error', () => undefined);
      if (file !== undefined) return fail(new Problem('ERR_UPLOAD_SEVERAL_FILES'));
      stream = opened;
      try {
        checkFields(fields);
      } catch (problem) {
        return fail(problem);
      }
      file = take(fileName ?? '', opened);
      file.catch(fail);
    });
    parser.once('finish', () => {
      request.off('error', cut).off('aborted', cut);
      if (file === undefined) {
        try {
          checkFields(fields);
        } catch (problem) {
          return reject(problem);
        }
      }
      Promise.resolve(file).then(() => resolve(), reject);
    });
    request.pipe(parser);
  });
}

function openParser(request: Request) {
  const contentType = request.headers['content-type'] ?? '';
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      highWaterMark: 256 * 1024,
      fileHwm: 256 * 1024,
      limits: { fields: 10, fieldNameSize: 100, fieldSize: 1_000, files: 2, parts: 12, headerPairs: 20 },
    });
  } catch (cause) {
    throw new Problem('ERR_UPLOAD_FORM_MALFORMED', { cause });
  }
}

/** A line that has gone silent is cut; one that is merely slow is not. */
function watchIdle(request: Request): { end(): void } {
  const cut = () =>
    request.destroy(Object.assign(new Error('The upload has gone silent.'), { code: 'ECONNRESET' }));
  request.setTimeout(idleMilliseconds, cut);
  return { end: () => void request.setTimeout(0) };
}

const idleMilliseconds = 60_000;
