import type { Request } from 'express';
import { requireFormToken } from '../../web/index.js';
import type { ExamKind } from '../schema/kinds.js';
import { readFormUpload } from './read-upload.js';
import type { ReadFile } from './receive.js';

/**
 * Reads the file of the form on which a kind and a file are chosen, once its token and its kind were checked.
 *
 * @param typed is given what was chosen besides the file, so that the form can be shown with it again
 */
export function readPageFile(request: Request, typed: { kind?: string }): ReadFile {
  return async (options, requireKind) => {
    let kind: ExamKind | undefined;
    const file = await readFormUpload(request, options, (fields) => {
      requireFormToken(request, request.get('X-CSRF-Token') ?? fields.get('_csrf'));
      typed.kind = fields.get('kind') ?? '';
      kind = requireKind(fields.get('kind'));
    });
    if (kind === undefined) throw new TypeError('The fields of the form were not checked.');
    return { kind, file };
  };
}
