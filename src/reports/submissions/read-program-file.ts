import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { actorOf } from '../../web/index.js';
import { findCorrection, kindOfCorrection } from '../corrections/find-correction.js';
import type { ReportServices } from '../services.js';
import { readFormUpload, readRawUpload } from './read-upload.js';
import type { ReadFile } from './receive.js';

/**
 * Reads the file that a program sends, as the body or as a multipart form: the query says its kind and name, and what it
 * corrects or withdraws.
 *
 * @throws Problem ERR_FIELDS for a name in the query that there is not: a misspelt `corrects` would report; as
 *   `findCorrection`, `kindOfCorrection` and `readRawUpload`
 */
export function readProgramFile({ db }: Pick<ReportServices, 'db'>, request: Request): ReadFile {
  return async (options, requireKind) => {
    refuseUnknownNames(request);
    const named = textOf(request.query.kind);
    const correction = await findCorrection(db, actorOf(request).institution?.id, {
      corrects: textOf(request.query.corrects),
      withdraws: textOf(request.query.withdraws),
      reason: textOf(request.query.reason),
    });
    const kind = correction === undefined ? requireKind(named) : kindOfCorrection(correction, named);
    if (request.is('multipart/form-data')) {
      return { kind, correction, file: await readFormUpload(request, options, () => undefined) };
    }
    const fileName = textOf(request.query.fileName) ?? `${kind}.csv`;
    return { kind, correction, file: await readRawUpload(request, fileName, options) };
  };
}

/** What the query may say. */
const names: readonly string[] = ['kind', 'fileName', 'corrects', 'withdraws', 'reason'];

function refuseUnknownNames({ query }: Request): void {
  const fields = Object.keys(query)
    .filter((name) => !names.includes(name))
    .map((name) => ({ field: name.slice(0, 100), code: 'ERR_API_MEMBER_UNKNOWN' as const }));
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
