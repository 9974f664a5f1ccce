import type { Request, Response } from 'express';
import type { Route } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import type { Submission } from '../submissions/submission.js';
import { whoReports } from './who.js';

/** Where submissions are for programs. */
export const submissionsRoot = '/api/v1/submissions';

/** What is done with one submission of the institution that asks. */
export interface SubmissionRoute {
  readonly method: 'get' | 'post';
  /** Behind the submission's number, e.g. `/errors`. */
  readonly path: string;
  readonly takes?: Route['takes'];
  handle(submission: Submission, request: Request, response: Response): Promise<void>;
}

/** A route of one submission for programs; another institution's is answered like one that does not exist. */
export function submissionApiRoute(
  services: Pick<ReportServices, 'db'>,
  { method, path, takes = 'nothing', handle }: SubmissionRoute,
): Route {
  return {
    method,
    path: `${submissionsRoot}/:number${path}`,
    who: whoReports,
    takes,
    async handle(request, response) {
      await handle(await ownSubmission(services, request), request, response);
    },
  };
}
