import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { type Route, visitOf } from '../../web/index.js';
import { describeReport } from '../findings/describe-report.js';
import { loadReport } from '../findings/load-report.js';
import { findReceiptOf } from '../receipts/receipt-store.js';
import { findDeletions } from '../retention/find-deletions.js';
import type { ReportServices } from '../services.js';
import { cancelSubmission } from '../submissions/cancel.js';
import { confirmSubmission } from '../submissions/confirm.js';
import { readProgramFile } from '../submissions/read-program-file.js';
import { receive } from '../submissions/receive.js';
import { isUnderWay } from '../submissions/states.js';
import { findOwnSubmission } from '../submissions/store.js';
import type { Submission } from '../submissions/submission.js';
import { waitAsPreferred } from '../submissions/wait-as-preferred.js';
import { describeSubmission } from './describe-submission.js';
import { lingerOnFailure } from './linger.js';
import { receiptDownloads } from './receipt-downloads.js';
import { submissionsRoot as root, type SubmissionRoute, submissionApiRoute } from './submission-api-route.js';
import { whoReports } from './who.js';

/** What the pages do, for a hospital's own programs. */
export function apiRoutes(services: ReportServices): readonly Route[] {
  const answer = async (request: Request, response: Response, submission: Submission) => {
    const deletions = await findDeletions(services.db, submission.id);
    response.json(describeSubmission(submission, visitOf(request).language, deletions));
  };

  /** How it stands after something was done to it. */
  const answerAgain = async (request: Request, response: Response, { number, institutionId }: Submission) => {
    const now = await findOwnSubmission(services.db, number, institutionId);
    if (now !== undefined) await answer(request, response, now);
  };

  const one = (route: SubmissionRoute) => submissionApiRoute(services, route);

  return [
    {
      method: 'post',
      path: root,
      who: whoReports,
      takes: 'stream',
      async handle(request, response) {
        const received = await lingerOnFailure(request, () =>
          receive(services, request, readProgramFile(services, request)),
        );
        const submission = await waitAsPreferred(request, response, {
          look: async () =>
            (await findOwnSubmission(services.db, received.number, received.institutionId)) ?? received,
          isUnderWay: ({ state }) => isUnderWay(state),
          nextChange: services.nextJobEnd,
        });
        response.location(`${root}/${submission.number}`);
        await answer(request, response, submission);
      },
    },
    one({
      method: 'get',
      path: '',
      handle: (submission, request, response) => answer(request, response, submission),
    }),
    one({
      method: 'get',
      path: '/errors',
      async handle(submission, request, response) {
        const kept = await loadReport(services, submission.id);
        response.json(describeReport(kept, visitOf(request).language));
      },
    }),
    one({
      method: 'post',
      path: '/confirm',
      async handle(submission, request, response) {
        await confirmSubmission(services, submission, actedBy(request));
        await answerAgain(request, response.status(202), submission);
      },
    }),
    one({
      method: 'post',
      path: '/cancel',
      async handle(submission, request, response) {
        await cancelSubmission(services, submission, actedBy(request));
        await answerAgain(request, response, submission);
      },
    }),
    one({
      method: 'get',
      path: '/receipt',
      async handle(submission, _request, response) {
        const receipt = await findReceiptOf(services.db, submission.id);
        if (receipt === undefined) throw new Problem('ERR_RECEIPT_NOT_FOUND');
        // The very bytes that were signed.
        response.type('application/json').send(receipt.content);
      },
    }),
    ...receiptDownloads(services, root),
  ];
}
