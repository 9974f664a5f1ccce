import type { Request, Response } from 'express';
import { actedBy, findAccount } from '../../accounts/index.js';
import { translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { formOf, type Route, visitOf } from '../../web/index.js';
import { listCorrections } from '../corrections/list-corrections.js';
import { loadReport } from '../findings/load-report.js';
import { mappingVersionOf } from '../mappings/mapping-store.js';
import { findReceiptOf, readReceipt } from '../receipts/receipt-store.js';
import { hasRefusedRows } from '../refused/open-refused.js';
import { sendRefusedArchive, sendRefusedRows } from '../refused/send-refused.js';
import { wasSentAsArchive } from '../refused/sent-as-archive.js';
import { showDeletions } from '../retention/show-deletions.js';
import type { ReportServices } from '../services.js';
import { listSignatures } from '../signatures/list-signatures.js';
import { signaturePageRoutes } from '../signatures/page-routes.js';
import { viewSignatures } from '../signatures/signature-view.js';
import { cancelSubmission } from '../submissions/cancel.js';
import { confirmSubmission } from '../submissions/confirm.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { isUnderWay } from '../submissions/states.js';
import { stopSentence } from '../submissions/stop-sentence.js';
import type { Submission } from '../submissions/submission.js';
import { sendFindings } from './findings-download.js';
import { receiptDownloads } from './receipt-downloads.js';
import { reportView } from './report-view.js';
import { whoReports } from './who.js';

/** One submission: how it stands, what is wrong in it, confirming and cancelling, its receipt. */
export function submissionRoutes(services: ReportServices): readonly Route[] {
  const { db, render, documents } = services;

  async function show(
    request: Request,
    response: Response,
    submission: Submission,
    model: Readonly<Record<string, unknown>> = {},
  ) {
    const report = await loadReport(services, submission.id);
    render(request, response, 'reports/views/submission.njk', {
      submission,
      underWay: isUnderWay(submission.state),
      percent: percentOf(submission),
      stopText: submission.stop && stopSentence(visitOf(request).language, submission.stop),
      sha256: submission.file.sha256.toString('hex'),
      mappingVersion: await mappingVersionOf(db, submission.id),
      reporter: (await findAccount(db, submission.accountId))?.name ?? '',
      report: report && reportView(request, report),
      related: await listCorrections(db, submission),
      refusedImages: hasRefusedRows(submission) && (await wasSentAsArchive(documents, submission)),
      receipt: await findReceiptOf(db, submission.id),
      deleted: await showDeletions(db, submission.id),
      signing: await viewSignatures(services, request, submission),
      ...model,
    });
  }

  return [
    {
      method: 'get',
      path: '/submissions/:number',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        await show(request, response, await ownSubmission(services, request));
      },
    },
    {
      method: 'get',
      path: '/submissions/:number/status',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        const t = (key: string, params = {}) => translate(visitOf(request).language, key, params);
        response.setHeader('Cache-Control', 'no-store');
        response.json({
          state: submission.state,
          underWay: isUnderWay(submission.state),
          percent: percentOf(submission),
          text: t(`submission.progress.${submission.state}`, { rows: submission.progress.rows }),
        });
      },
    },
    ...(['csv', 'xlsx'] as const).flatMap((format): readonly Route[] => [
      {
        method: 'get',
        path: `/submissions/:number/findings.${format}`,
        who: whoReports,
        takes: 'nothing',
        handle: (request, response) => sendFindings(services, request, response, format),
      },
      {
        method: 'get',
        path: `/submissions/:number/refused.${format}`,
        who: whoReports,
        takes: 'nothing',
        handle: (request, response) => sendRefusedRows(services, request, response, format),
      },
      {
        method: 'get',
        path: `/submissions/:number/refused.${format}.zip`,
        who: whoReports,
        takes: 'nothing',
        handle: (request, response) => sendRefusedArchive(services, request, response, format),
      },
    ]),
    {
      method: 'post',
      path: '/submissions/:number/confirm',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        if (!formOf(request).has('right')) {
          const fields = [{ field: 'right', code: 'ERR_SUBMISSION_CONFIRM_UNTICKED' }] as const;
          return show(request, response, submission, { problem: new Problem('ERR_FIELDS', { fields }) });
        }
        await confirmSubmission(services, submission, actedBy(request));
        response.redirect(303, `/submissions/${submission.number}`);
      },
    },
    {
      method: 'post',
      path: '/submissions/:number/cancel',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        await cancelSubmission(services, submission, actedBy(request));
        response.redirect(303, `/submissions/${submission.number}`);
      },
    },
    {
      method: 'get',
      path: '/submissions/:number/receipt',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        const issued = await findReceiptOf(db, submission.id);
        if (issued === undefined) throw new Problem('ERR_RECEIPT_NOT_FOUND');
        render(request, response, 'reports/views/receipt.njk', {
          submission,
          receipt: readReceipt(issued),
          deleted: await showDeletions(db, submission.id),
          signatures: await listSignatures(db, submission.id),
        });
      },
    },
    ...receiptDownloads(services, '/submissions'),
    ...signaturePageRoutes(services, show),
  ];
}

/** How far judging has come, in whole percent of the file's bytes. */
function percentOf({ state, progress, file }: Submission): number {
  if (!isUnderWay(state)) return 100;
  if (state === 'confirmed') return 99;
  return Math.min(99, Math.floor((100 * progress.bytes) / Math.max(1, file.size)));
}
