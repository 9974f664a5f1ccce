import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type Route, visitOf } from '../../web/index.js';
import { whoReports } from '../pages/who.js';
import { layoutOf } from '../schema/layouts.js';
import { masked } from '../search/describe-record.js';
import { hazardName } from '../search/record-list.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { cardOf } from '../submissions/receive.js';
import type { Submission } from '../submissions/submission.js';
import { type CountableRecord, findCountable, listCountable } from './countable-records.js';
import { readCorrection, requireCorrectable } from './read-correction.js';
import { withdrawRecords } from './withdraw-record.js';

/** Withdrawing several records of a submission at once, ticked on a page, with one reason. */
export function withdrawSeveralRoutes(services: ReportServices): readonly Route[] {
  const { render } = services;

  async function show(
    request: Request,
    response: Response,
    submission: Submission,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const after = afterOf(request);
    const { records, goesOn } = await listCountable(services, submission.id, { after, most: mostAtOnce });
    await noteLook(services, request, submission, records.length);
    response.setHeader('Cache-Control', 'no-store');
    render(request, response, 'reports/views/withdraw-several.njk', {
      submission,
      after,
      next: goesOn ? records.at(-1)?.row : undefined,
      records: records.map(showRecord),
      ...model,
    });
  }

  return [
    {
      method: 'get',
      path,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        requireCorrectable(submission);
        await show(request, response, submission);
      },
    },
    {
      method: 'post',
      path,
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        requireCorrectable(submission);
        const form = formOf(request);
        const typed = form.all('rows');
        const reason = form.text('reason');
        try {
          const made = await withdraw(services, request, submission, { typed, reason });
          response.redirect(303, `/submissions/${made.number}`);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          await show(request, response, submission, { problem, values: { rows: typed, reason } });
        }
      },
    },
  ];
}

const path = '/submissions/:number/withdraw';

/** Ticked on one page. */
const mostAtOnce = 200;

/** @throws Problem ERR_FIELDS at `rows` or `reason` */
async function withdraw(
  services: ReportServices,
  request: Request,
  submission: Submission,
  { typed, reason }: { readonly typed: readonly string[]; readonly reason: string },
): Promise<Submission> {
  const correction = readCorrection(submission, 'withdrawal', reason);
  const rows = [...new Set(typed.filter((row) => /^[1-9]\d{0,8}$/.test(row)).map(Number))];
  const records =
    rows.length > 0 && rows.length <= mostAtOnce ? await findCountable(services, submission.id, rows) : [];
  if (records.length === 0 || records.length < rows.length) {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'rows', code: 'ERR_CORRECTION_ROWS' }] });
  }
  return withdrawRecords(
    services,
    records.map(({ content }) => content),
    {
      institutionId: submission.institutionId,
      accountId: actorOf(request).accountId,
      card: await cardOf(services, request),
      language: visitOf(request).language,
      correction,
      by: actedBy(request),
      fileName: `${submission.number}-withdrawal.csv`,
    },
  );
}

/** Names are shown masked, and still it is a look at records. */
async function noteLook(
  { db, clock }: ReportServices,
  request: Request,
  { number }: Submission,
  records: number,
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'record.list',
      target: { kind: 'submission', reference: number },
      outcome: 'done',
      detail: { records },
    }),
  );
}

function showRecord({ row, content: { kind, values } }: CountableRecord) {
  const shown = (key: string) => {
    const column = layoutOf(kind).columns.find((known) => known.key === key);
    return column === undefined ? '' : masked(values[key] ?? '', column);
  };
  return {
    row,
    examDate: values.exam_date ?? '',
    worker: shown('worker_id'),
    name: shown('worker_name'),
    hazard: hazardName(values.hazard_code ?? null),
  };
}

/** The row behind which the page begins. */
function afterOf({ query }: Request): number {
  return typeof query.after === 'string' && /^\d{1,9}$/.test(query.after) ? Number(query.after) : 0;
}
