import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actorOf, type Route, requireFormToken, visitOf } from '../../web/index.js';
import { policyOfFile } from '../policies/policy-store.js';
import type { ExamKind } from '../schema/kinds.js';
import { examKinds } from '../schema/kinds.js';
import { type ReportServices, reportLimits } from '../services.js';
import { readFormUpload } from '../submissions/read-upload.js';
import { receive } from '../submissions/receive.js';
import { showUnfinished } from '../uploads/show-unfinished.js';
import { describeSubmission } from './describe-submission.js';
import { lingerOnFailure } from './linger.js';
import { whoReports } from './who.js';

/** The page on which a file is chosen, and its form. */
export function uploadRoutes(services: ReportServices): readonly Route[] {
  const limits = services.limits ?? reportLimits;
  const show = async (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    services.render(request, response, 'reports/views/new.njk', {
      kinds: examKinds,
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
        try {
          const submission = await lingerOnFailure(request, () => receiveForm(services, request));
          const address = `/submissions/${submission.number}`;
          if (!wantsJson) return response.redirect(303, address);
          response.status(202).location(address);
          response.json(describeSubmission(submission, visitOf(request).language));
        } catch (problem) {
          if (wantsJson || !(problem instanceof Problem) || !belongsToForm(problem)) throw problem;
          await show(request, response, { problem: atField(problem) });
        }
      },
    },
  ];
}

function receiveForm(services: ReportServices, request: Request) {
  return receive(services, request, async (options, requireKind) => {
    let kind: ExamKind | undefined;
    const file = await readFormUpload(request, options, (fields) => {
      requireFormToken(request, request.get('X-CSRF-Token') ?? fields.get('_csrf'));
      kind = requireKind(fields.get('kind'));
    });
    if (kind === undefined) throw new TypeError('The fields of the form were not checked.');
    return { kind, file };
  });
}

/** What the reporter can mend on the form itself. */
function belongsToForm({ code, fields }: Problem): boolean {
  return fields.length > 0 || fileCodes.has(code);
}

/** Puts the sentence at the field. */
function atField(problem: Problem): Problem {
  if (problem.fields.length > 0) return problem;
  const { code, params } = problem;
  return new Problem(code, { params, fields: [{ field: 'file', code, params }] });
}

const fileCodes: ReadonlySet<string> = new Set([
  'ERR_UPLOAD_TOO_LARGE',
  'ERR_UPLOAD_SEVERAL_FILES',
  'ERR_FILE_MALWARE',
  'ERR_FILE_UNCHECKED',
  'ERR_INSTITUTION_NOT_RECOGNISED',
  'ERR_INSTITUTION_RECOGNITION_ENDED',
  'ERR_INSTITUTION_RECOGNITION_FUTURE',
]);
