import type { Request, Response } from 'express';
import { translate } from '../../locales/index.js';
import { actedBy, type Route, visitOf } from '../../web/index.js';
import { answerFindings } from '../findings/answer-findings.js';
import { reportView } from '../pages/report-view.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { stopSentence } from '../submissions/stop-sentence.js';
import type { DryRun } from './dry-run.js';
import { ownDryRun } from './own-dry-run.js';
import { removeDryRun } from './remove-dry-run.js';
import { openFindings } from './seal-findings.js';
import { sendRefusedRowsOfDryRun } from './send-refused-rows.js';
import { standingOf } from './standing.js';
import { numberOfCorrected, readSealedFindings } from './store.js';

/** What was found in a file that is not reported: its page, its files, and throwing it away. */
export function dryRunResultRoutes(services: ReportServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/dry-runs/:dryRun',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        await show(services, request, response, await ownDryRun(services, request));
      },
    },
    {
      method: 'get',
      path: '/dry-runs/:dryRun/status',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const { state } = await ownDryRun(services, request);
        response.setHeader('Cache-Control', 'no-store');
        response.json({
          state,
          underWay: state === 'waiting',
          percent: null,
          text: translate(visitOf(request).language, `dry-runs.progress.${state}`),
        });
      },
    },
    ...(['csv', 'xlsx'] as const).flatMap((format): readonly Route[] => [
      {
        method: 'get',
        path: `/dry-runs/:dryRun/findings.${format}`,
        who: whoReports,
        takes: 'nothing',
        async handle(request, response) {
          const { number, findingsDocumentId } = await ownDryRun(services, request);
          const title = translate(visitOf(request).language, 'dry-runs.findings-file', { number });
          await answerFindings(services, request, response, {
            documentId: findingsDocumentId,
            title,
            format,
          });
        },
      },
      {
        method: 'get',
        path: `/dry-runs/:dryRun/refused.${format}`,
        who: whoReports,
        takes: 'nothing',
        handle: (request, response) => sendRefusedRowsOfDryRun(services, request, response, format),
      },
    ]),
    {
      method: 'post',
      path: '/dry-runs/:dryRun/remove',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const { number } = await ownDryRun(services, request);
        await removeDryRun(services, number, actedBy(request));
        response.redirect(303, '/dry-runs?done=removed');
      },
    },
  ];
}

async function show(services: ReportServices, request: Request, response: Response, dryRun: DryRun) {
  const { db, keys, render } = services;
  const { number, outcome, correctsId } = dryRun;
  const sealed = await readSealedFindings(db, number);
  render(request, response, 'reports/views/dry-run.njk', {
    dryRun,
    standing: standingOf(dryRun),
    underWay: dryRun.state === 'waiting',
    stopText: outcome?.stop && stopSentence(visitOf(request).language, outcome.stop),
    sha256: dryRun.file.sha256.toString('hex'),
    corrected: correctsId === null ? undefined : await numberOfCorrected(db, correctsId),
    report: sealed === null ? undefined : reportView(request, openFindings(keys, number, sealed)),
  });
}
