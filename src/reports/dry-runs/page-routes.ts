import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, actorOf, type Route } from '../../web/index.js';
import { pageOfRows } from '../../web/lists/index.js';
import { lingerOnFailure } from '../pages/linger.js';
import { uploadProblem } from '../pages/upload-problem.js';
import { whoReports } from '../pages/who.js';
import { policyOfFile } from '../policies/policy-store.js';
import { examKinds } from '../schema/kinds.js';
import { type ReportServices, reportLimits } from '../services.js';
import { readPageFile } from '../submissions/read-page-file.js';
import { takeFile } from '../submissions/receive.js';
import { beginDryRun } from './begin-dry-run.js';
import { standingOf } from './standing.js';
import { listDryRuns } from './store.js';

/** The page on which a file is chosen that is judged and not reported, its form, and what the account has tried. */
export function dryRunPageRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, render } = services;

  async function show(request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) {
    const { accountId, institution } = actorOf(request);
    const { rows, pages } = pageOfRows(request, await listDryRuns(db, accountId, clock()), rowsPerPage);
    render(request, response, 'reports/views/dry-runs.njk', {
      kinds: examKinds,
      chosenKind: request.query.kind,
      limits: services.limits ?? reportLimits,
      rowsPolicy: (await policyOfFile(db, institution?.id ?? 0, 'report')).rows,
      tried: rows.map((dryRun) => ({ ...dryRun, standing: standingOf(dryRun) })),
      pages,
      justRemoved: request.query.done === 'removed',
      ...model,
    });
  }

  return [
    {
      method: 'get',
      path: '/dry-runs',
      who: whoReports,
      takes: 'nothing',
      handle: (request, response) => show(request, response),
    },
    {
      method: 'post',
      path: '/dry-runs',
      who: whoReports,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const typed: { kind?: string } = {};
        try {
          const begun = await lingerOnFailure(request, () => begin(services, request, typed));
          response.redirect(303, `/dry-runs/${begun.number}`);
        } catch (error) {
          const problem = uploadProblem(error);
          if (problem === undefined) throw error;
          await show(request, response, { problem: inOurWords(problem), chosenKind: typed.kind });
        }
      },
    },
  ];
}

const rowsPerPage = 20;

/** The form for reporting names another button. */
function inOurWords(problem: Problem): Problem {
  const fields = problem.fields.map((fault) =>
    fault.code === 'ERR_UPLOAD_FILE_MISSING'
      ? ({ field: fault.field, code: 'ERR_DRY_RUN_FILE_MISSING' } as const)
      : fault,
  );
  return new Problem(problem.code, { params: problem.params, fields });
}

async function begin(services: ReportServices, request: Request, typed: { kind?: string }) {
  const { accountId } = actorOf(request);
  const { institution, upload } = await takeFile(services, request, readPageFile(request, typed));
  const by = actedBy(request);
  return beginDryRun(services, { ...upload, institutionId: institution.id, accountId, by });
}
