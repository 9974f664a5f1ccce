import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { findOwnUpload } from './store.js';
import type { Upload } from './upload.js';

/**
 * The upload that a request's path names.
 *
 * @throws Problem ERR_UPLOAD_NOT_FOUND when there is none, or another account began it: nobody learns which
 */
export async function ownUpload({ db, clock }: ReportServices, request: Request): Promise<Upload> {
  const { accountId, institution } = actorOf(request);
  const id = String(request.params.upload ?? '');
  const upload =
    institution !== null && /^[0-9a-f]{32}$/.test(id)
      ? await findOwnUpload(db, id, { accountId, institutionId: institution.id, at: clock() })
      : undefined;
  if (upload === undefined) throw new Problem('ERR_UPLOAD_NOT_FOUND');
  return upload;
}
