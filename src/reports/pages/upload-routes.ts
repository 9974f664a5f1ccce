import type { Request, Response } from 'express';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import { policyOfFile } from '../policies/policy-store.js';
import { examKinds } from '../schema/kinds.js';
import { type ReportServices, reportLimits } from '../services.js';
import { readPageFile } from '../submissions/read-page-file.js';
import { receive } from '../submissions/receive.js';
import { showUnfinished } from '../uploads/show-unfinished.js';
import { describeSubmission } from './describe-submission.js';
import { lingerOnFailure } from './linger.js';
import { uploadProblem } from './upload-problem.js';
import { whoReports } from './who.js';

/** The page on which a file is chosen, and its form. */
export function uploadRoutes(services: ReportServices): readonly Route[] {
  const limits = services.limits ?? reportLimits;
  const show = async (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    services.render(request, response, 'reports/views/new.njk', {
      kinds: examKinds,
      chosenKind: request.query.kind,
      limits,
      rowsPolicy: (await policyOfFile(services.db, actorOf(request).institution?.id ?? 0, 'report')).rows,
      unfinished: await showUnfinished(services, request),
      justDiscarded: request.query.done === 'discarded',
      ...model,
    });

  return [
    {
      method: 'get',
      path: '/submissions/new',
      who: whoReports,
      takes: 'nothing',
      handle: (request, response) => show(request, response),
    },
    {
      method: 'post',
      path: '/submissions',
      who: whoReports,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const wantsJson = request.accepts(['html', 'json']) === 'json';
        const typed: { kind?: string } = {};
        try {
          const submission = await lingerOnFailure(request, () =>
            receive(services, request, readPageFile(request, typed)),
          );
          const address = `/submissions/${submission.number}`;
          if (!wantsJson) return response.redirect(303, address);
          response.status(202).location(address);
          response.json(describeSubmission(submission, visitOf(request).language));
        } catch (error) {
          const problem = uploadProblem(error);
          if (wantsJson || problem === undefined) throw error;
          await show(request, response, { problem, chosenKind: typed.kind });
        }
      },
    },
  ];
}
