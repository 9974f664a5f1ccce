import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import { findCorrection, kindOfCorrection } from '../corrections/find-correction.js';
import { loadReport } from '../findings/load-report.js';
import { findReceiptOf } from '../receipts/receipt-store.js';
import { ruleSentence } from '../rules/sentence.js';
import type { ReportServices } from '../services.js';
import { cancelSubmission } from '../submissions/cancel.js';
import { confirmSubmission } from '../submissions/confirm.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { readFormUpload, readRawUpload } from '../submissions/read-upload.js';
import { receive } from '../submissions/receive.js';
import { findOwnSubmission } from '../submissions/store.js';
import type { Submission } from '../submissions/submission.js';
import { describeSubmission } from './describe-submission.js';
import { lingerOnFailure } from './linger.js';
import { receiptDownloads } from './receipt-downloads.js';
import { whoReports } from './who.js';

/** What the pages do, for a hospital's own programs. */
export function apiRoutes(services: ReportServices): readonly Route[] {
  const answer = (request: Request, response: Response, submission: Submission) =>
    response.json(describeSubmission(submission, visitOf(request).language));

  /** How it stands after something was done to it. */
  const answerAgain = async (request: Request, response: Response, { number, institutionId }: Submission) => {
    const now = await findOwnSubmission(services.db, number, institutionId);
    if (now !== undefined) answer(request, response, now);
  };

  return [
    {
      method: 'post',
      path: root,
      who: whoReports,
      takes: 'stream',
      async handle(request, response) {
        const submission = await lingerOnFailure(request, () =>
          receive(services, request, async (options, requireKind) => {
            const named = textOf(request.query.kind);
            const correction = await correctionOf(services, request);
            const kind = correction === undefined ? requireKind(named) : kindOfCorrection(correction, named);
            if (request.is('multipart/form-data')) {
              return { kind, correction, file: await readFormUpload(request, options, () => undefined) };
            }
            const fileName = textOf(request.query.fileName) ?? `${kind}.csv`;
            return { kind, correction, file: await readRawUpload(request, fileName, options) };
          }),
        );
        response.status(202).location(`${root}/${submission.number}`);
        answer(request, response, submission);
      },
    },
    {
      method: 'get',
      path: `${root}/:number`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        answer(request, response, await ownSubmission(services, request));
      },
    },
    {
      method: 'get',
      path: `${root}/:number/errors`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        response.json(await describeErrors(services, submission, request));
      },
    },
    {
      method: 'post',
      path: `${root}/:number/confirm`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        await confirmSubmission(services, submission, actedBy(request));
        await answerAgain(request, response.status(202), submission);
      },
    },
    {
      method: 'post',
      path: `${root}/:number/cancel`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        await cancelSubmission(services, submission, actedBy(request));
        await answerAgain(request, response, submission);
      },
    },
    {
      method: 'get',
      path: `${root}/:number/receipt`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        const receipt = await findReceiptOf(services.db, submission.id);
        if (receipt === undefined) throw new Problem('ERR_RECEIPT_NOT_FOUND');
        // The very bytes that were signed.
        response.type('application/json').send(receipt.content);
      },
    },
    ...receiptDownloads(services, root),
  ];
}

const root = '/api/v1/submissions';

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What the query says of a correction. */
function correctionOf({ db }: ReportServices, request: Request) {
  const { corrects, withdraws, reason } = request.query;
  return findCorrection(db, actorOf(request).institution?.id, {
    corrects: textOf(corrects),
    withdraws: textOf(withdraws),
    reason: textOf(reason),
  });
}

/** The report with its sentences, in the language that was asked for. */
async function describeErrors(services: ReportServices, submission: Submission, request: Request) {
  const { language } = visitOf(request);
  const kept = await loadReport(services, submission.id);
  if (kept === undefined) return { errors: 0, warnings: 0, groups: [], details: [], detailsLeftOut: 0 };
  const { report } = kept;
  return {
    ...report,
    groups: report.groups.map((group) => ({ ...group, sentence: ruleSentence(language, group) })),
    details: report.details.map((finding) => ({ ...finding, sentence: ruleSentence(language, finding) })),
  };
}
