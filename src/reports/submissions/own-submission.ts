import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { findOwnSubmission } from './store.js';
import type { Submission } from './submission.js';

/**
 * The submission that a request's path names.
 *
 * @throws Problem ERR_SUBMISSION_NOT_FOUND when there is none, or it is another institution's: nobody learns which
 */
export async function ownSubmission(
  { db }: Pick<ReportServices, 'db'>,
  request: Request,
): Promise<Submission> {
  const { institution } = actorOf(request);
  const number = String(request.params.number ?? '');
  const submission =
    institution !== null && isNumber('S', number)
      ? await findOwnSubmission(db, number, institution.id)
      : undefined;
  if (submission === undefined) throw new Problem('ERR_SUBMISSION_NOT_FOUND');
  return submission;
}
