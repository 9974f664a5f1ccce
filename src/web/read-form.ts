import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { Problem } from '../problems/index.js';

/** What is done with the file of a form while it streams in. */
export type TakeFile<T> = (
  fileName: string,
  stream: NodeJS.ReadableStream & AsyncIterable<Buffer>,
) => Promise<T>;

/**
 * Reads a multipart form with at most one file (RFC 7578) as it streams in.
 *
 * @param checkFields is called when the file begins, with the fields before it; what it throws refuses the file unread
 * @param take reads the file; its stream ends with an error when the form does not arrive whole
 * @returns what `take` gave; undefined when the form has no file
 * @throws Problem ERR_UPLOAD_CUT, ERR_UPLOAD_SEVERAL_FILES, ERR_UPLOAD_FORM_MALFORMED; whatever the two callbacks throw
 */
export function readForm<T>(
  request: Request,
  checkFields: (fields: ReadonlyMap<string, string>) => void,
  take: TakeFile<T>,
): Promise<T | undefined> {
  const parser = openParser(request);
  const fields = new Map<string, string>();
  return new Promise((resolve, reject) => {
    let taken: Promise<T> | undefined;
    let stream: { destroy(error: Error): void } | undefined;

    const fail = (problem: unknown) => {
      request.unpipe(parser);
      stream?.destroy(new Problem('ERR_UPLOAD_CUT'));
      reject(problem);
    };
    const cut = () => fail(new Problem('ERR_UPLOAD_CUT'));
    const check = (): boolean => {
      try {
        checkFields(fields);
        return true;
      } catch (problem) {
        fail(problem);
        return false;
      }
    };

    request.once('error', cut).once('aborted', cut);
    parser.once('error', (cause) => fail(new Problem('ERR_UPLOAD_FORM_MALFORMED', { cause })));
    parser.on('field', (name, value) => fields.set(name, value));
    parser.on('file', (_field, opened, fileName) => {
      // Whoever reads it sees the error; without a listener it would end the process once the reader has gone.
      opened.on('error', () => undefined);
      if (taken !== undefined) return fail(new Problem('ERR_UPLOAD_SEVERAL_FILES'));
      stream = opened;
      if (!check()) return;
      taken = take(fileName ?? '', opened);
      taken.catch(fail);
    });
    parser.once('finish', () => {
      request.off('error', cut).off('aborted', cut);
      if (taken !== undefined) taken.then(resolve, reject);
      else if (check()) resolve(undefined);
    });
    request.pipe(parser);
  });
}

function openParser(request: Request) {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      highWaterMark: 256 * 1024,
      fileHwm: 256 * 1024,
      limits: { fields: 10, fieldNameSize: 100, fieldSize: 1_000, files: 2, parts: 12, headerPairs: 20 },
    });
  } catch (cause) {
    throw new Problem('ERR_UPLOAD_FORM_MALFORMED', { cause });
  }
}
