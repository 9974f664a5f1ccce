import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type NavigationItem, type Route, visitOf } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import { showHistory } from '../corrections/show-history.js';
import { hasImage } from '../images/image-store.js';
import { showDeletions } from '../retention/show-deletions.js';
import { hazardOperations } from '../schema/hazard-operations.js';
import { examKinds } from '../schema/kinds.js';
import type { ReportServices } from '../services.js';
import { findSubmission } from '../submissions/store.js';
import { beginSearch } from './begin-search.js';
import { longestReason, readSearch } from './criteria.js';
import { describeRecord, masked, plain, type ShowPersonal } from './describe-record.js';
import { findRecord, type RecordFacts } from './find-record.js';
import { noteLook } from './look-at-record.js';
import { readContents } from './read-contents.js';
import { hazardName, recordList } from './record-list.js';
import { institutionOf, requireSearch, searchOf, whoSearches } from './search-of-request.js';

/** 健檢資料查詢: the search, its results, and one record. Institutions see their own records, the agency all. */
export function recordRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, keys, render } = services;

  const showForm = (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    render(request, response, 'reports/views/record-search.njk', {
      hazards: hazardOperations.map(({ code }) => ({ value: code, text: hazardName(code) })),
      kinds: examKinds,
      asksReason: isAgency(request),
      ...model,
    });

  /** Every look is written down before anything is shown. */
  async function showRecord(
    request: Request,
    response: Response,
    record: RecordFacts,
    show: ShowPersonal,
    model: object,
  ) {
    const [content] = await readContents(services, [{ submissionId: record.submissionId, row: record.row }]);
    if (content === undefined) throw new TypeError('A record has a content.');
    const { language } = visitOf(request);
    response.setHeader('Cache-Control', 'no-store');
    render(request, response, 'reports/views/record.njk', {
      record,
      groups: describeRecord(content, language, show),
      history: await showHistory(services, record, language, show),
      isMasked: show === masked,
      hasImage: await hasImage(db, record),
      asksReason: isAgency(request),
      mayWithdraw: !isAgency(request),
      ...model,
    });
  }

  /** When, by which proposal and by which rule; anything but a deleted record is thrown on. */
  async function showDeleted(request: Request, response: Response, problem: unknown): Promise<undefined> {
    if (!(problem instanceof Problem) || problem.code !== 'ERR_RECORD_DELETED') throw problem;
    const { number, row } = request.params;
    const submission = await findSubmission(db, String(number));
    if (submission === undefined) throw problem;
    response.status(problem.status);
    const deleted = await showDeletions(db, submission.id);
    render(request, response, 'reports/retention/views/deleted-record.njk', { number, row, deleted });
  }

  return [
    {
      method: 'get',
      path: '/records',
      who: whoSearches,
      takes: 'nothing',
      handle: (request, response) => showForm(request, response),
    },
    {
      method: 'post',
      path: '/records',
      who: whoSearches,
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        try {
          const id = await beginSearch(services, request, readSearch(form, isAgency(request)));
          response.redirect(303, `/records/searches/${id}/results`);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          const values = Object.fromEntries(fieldNames.map((name) => [name, form.text(name)]));
          showForm(request, response, { problem, values });
        }
      },
    },
    ...listRoutes(services, {
      path: '/records/searches/:search/results',
      who: whoSearches,
      view: 'reports/views/record-results.njk',
      list: async (request) =>
        recordList(keys, institutionOf(request), await requireSearch(services, request)),
      model: async (request) => {
        const { id, criteria } = await requireSearch(services, request);
        const mayExport = actorOf(request).role === 'supervisor';
        return { id, criteria, hazard: hazardName(criteria.hazard ?? null), mayExport };
      },
    }),
    {
      method: 'get',
      path: '/records/:number/:row',
      who: whoSearches,
      takes: 'nothing',
      async handle(request, response) {
        const record = await recordOf(services, request).catch((problem: unknown) =>
          showDeleted(request, response, problem),
        );
        if (record === undefined) return;
        const search = await searchOf(services, request, String(request.query.search ?? ''));
        if (search === undefined && isAgency(request)) throw new Problem('ERR_SEARCH_OVER');
        await noteLook({ db, clock }, request, record, 'record.view', search?.reason ?? null);
        await showRecord(request, response, record, masked, { search: search?.id });
      },
    },
    {
      method: 'post',
      path: '/records/:number/:row/show',
      who: whoSearches,
      takes: 'form',
      async handle(request, response) {
        const record = await recordOf(services, request);
        const search = (await searchOf(services, request, formOf(request).text('search')))?.id;
        const reason = formOf(request).text('reason');
        const problem = isAgency(request) ? reasonProblem(reason) : undefined;
        if (problem === undefined) {
          await noteLook({ db, clock }, request, record, 'record.unmask', reason === '' ? null : reason);
          return showRecord(request, response, record, plain, { search });
        }
        await noteLook({ db, clock }, request, record, 'record.view', null);
        await showRecord(request, response, record, masked, { search, problem, values: { reason } });
      },
    },
  ];
}

/** The link of the main navigation. */
export const recordNavigation: NavigationItem = {
  href: '/records',
  text: 'records.navigation',
  who: whoSearches,
};

const fieldNames = ['worker', 'employer', 'hazard', 'level', 'from', 'to', 'submission', 'kind', 'reason'];

function isAgency(request: Request): boolean {
  return actorOf(request).institution === null;
}

function recordOf({ db }: ReportServices, request: Request): Promise<RecordFacts> {
  const { number, row } = request.params;
  return findRecord(db, String(number), String(row), institutionOf(request));
}

function reasonProblem(reason: string): Problem | undefined {
  if (reason === '')
    return new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_SEARCH_REASON' }] });
  if (reason.length <= longestReason) return undefined;
  const params = { most: longestReason };
  return new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_REASON_LONG', params }] });
}
