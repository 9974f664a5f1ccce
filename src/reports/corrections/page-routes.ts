import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, lookFirst, type Route, requireFormToken, visitOf } from '../../web/index.js';
import { lingerOnFailure } from '../pages/linger.js';
import { whoReports } from '../pages/who.js';
import { findRecord, type RecordFacts } from '../search/find-record.js';
import { readContents } from '../search/read-contents.js';
import { type ReportServices, reportLimits } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { readFormUpload } from '../submissions/read-upload.js';
import { cardOf, receive } from '../submissions/receive.js';
import { findOwnSubmission } from '../submissions/store.js';
import type { Submission } from '../submissions/submission.js';
import type { Correction } from './correction.js';
import { keyColumns } from './process-keys.js';
import { readCorrection, requireCorrectable } from './read-correction.js';
import { withdrawRecords } from './withdraw-record.js';

/** Correcting and withdrawing what was accepted: by a file, or one record from its page. */
export function correctionRoutes(services: ReportServices): readonly Route[] {
  const show = (
    request: Request,
    response: Response,
    submission: Submission,
    model: Readonly<Record<string, unknown>> = {},
  ) =>
    services.render(request, response, 'reports/views/correction.njk', {
      submission,
      limits: services.limits ?? reportLimits,
      keys: keyColumns(submission.kind).map(({ name }) => name),
      ...model,
    });

  return [
    {
      method: 'get',
      path: '/submissions/:number/corrections',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        requireCorrectable(submission);
        show(request, response, submission);
      },
    },
    {
      method: 'post',
      path: '/submissions/:number/corrections',
      who: whoReports,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const submission = await lookFirst(ownSubmission(services, request));
        const typed: Record<string, string> = {};
        try {
          const made = await lingerOnFailure(request, () =>
            receiveForm(services, request, submission, typed),
          );
          response.redirect(303, `/submissions/${made.number}`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !belongsToForm(problem)) throw problem;
          show(request, response, submission(), { problem: atField(problem), values: typed });
        }
      },
    },
    {
      method: 'get',
      path: '/records/:number/:row/withdraw',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const { record, submission } = await ownRecord(services, request);
        requireCorrectable(submission);
        services.render(request, response, 'reports/views/withdraw-record.njk', { record });
      },
    },
    {
      method: 'post',
      path: '/records/:number/:row/withdraw',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const { record, submission } = await ownRecord(services, request);
        const reason = formOf(request).text('reason');
        try {
          const made = await withdraw(
            services,
            request,
            record,
            readCorrection(submission, 'withdrawal', reason),
          );
          response.redirect(303, `/submissions/${made.number}`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !belongsToForm(problem)) throw problem;
          const model = { record, problem, values: { reason } };
          services.render(request, response, 'reports/views/withdraw-record.njk', model);
        }
      },
    },
  ];
}

/** The record that a path names, and the submission that holds it. */
async function ownRecord({ db }: ReportServices, request: Request) {
  const { institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  const { number, row } = request.params;
  const record = await findRecord(db, String(number), String(row), institution.id);
  const submission = await findOwnSubmission(db, record.number, institution.id);
  if (submission === undefined) throw new Problem('ERR_RECORD_NOT_FOUND');
  return { record, submission };
}

async function withdraw(
  services: ReportServices,
  request: Request,
  record: RecordFacts,
  correction: Correction,
): Promise<Submission> {
  const [content] = await readContents(services, [record]);
  if (content === undefined) throw new TypeError('A record has a content.');
  return withdrawRecords(services, [content], {
    institutionId: record.institutionId,
    accountId: actorOf(request).accountId,
    card: await cardOf(services, request),
    language: visitOf(request).language,
    correction,
    by: actedBy(request),
    fileName: `${record.number}-${record.row}.csv`,
  });
}

function receiveForm(
  services: ReportServices,
  request: Request,
  submission: () => Submission,
  typed: Record<string, string>,
): Promise<Submission> {
  return receive(services, request, async (options) => {
    let correction: Correction | undefined;
    const file = await readFormUpload(request, options, (fields) => {
      requireFormToken(request, request.get('X-CSRF-Token') ?? fields.get('_csrf'));
      for (const name of ['purpose', 'reason']) typed[name] = fields.get(name) ?? '';
      correction = readCorrection(submission(), fields.get('purpose'), fields.get('reason'));
    });
    if (correction === undefined) throw new TypeError('The fields of the form were not checked.');
    return { kind: submission().kind, file, correction };
  });
}

function belongsToForm({ code, fields }: Problem): boolean {
  return fields.length > 0 || fileCodes.has(code);
}

const fileCodes: ReadonlySet<string> = new Set([
  'ERR_UPLOAD_TOO_LARGE',
  'ERR_UPLOAD_SEVERAL_FILES',
  'ERR_FILE_MALWARE',
  'ERR_FILE_UNCHECKED',
]);

/** Puts the sentence at the field. */
function atField(problem: Problem): Problem {
  if (problem.fields.length > 0) return problem;
  const { code, params } = problem;
  return new Problem(code, { params, fields: [{ field: 'file', code, params }] });
}
