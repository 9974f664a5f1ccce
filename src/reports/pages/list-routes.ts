import type { Request, Response } from 'express';
import { translate } from '../../locales/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { actorOf, listQueryOf, pagesOf, type Route, sortLink, visitOf } from '../../web/index.js';
import { csvRow, neutraliseCell } from '../formats/csv/write-csv.js';
import type { ReportServices } from '../services.js';
import {
  countAwaiting,
  listSubmissions,
  type SubmissionFilter,
  type SubmissionSort,
} from '../submissions/list.js';
import { isSubmissionState, submissionStates } from '../submissions/states.js';
import type { Submission } from '../submissions/submission.js';
import { whoReports } from './who.js';

/** The list of the institution's submissions, as a page and as a file. */
export function listRoutes(services: ReportServices): readonly Route[] {
  const { db, render } = services;
  return [
    {
      method: 'get',
      path: '/submissions',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const filter = filterOf(request);
        const query = listQueryOf(request, settings);
        const { submissions, total } = await listSubmissions(db, filter, query);
        render(request, response, 'reports/views/list.njk', {
          submissions,
          awaiting: await countAwaiting(db, filter.institutionId),
          pages: pagesOf(request, query, total),
          sort: Object.fromEntries(settings.sorts.map((sort) => [sort, sortLink(request, query, sort)])),
          states: submissionStates,
          filtered: filter.text !== '' || filter.states.length > 0,
          values: { q: filter.text, state: filter.states[0] ?? '' },
          exportHref: `/submissions.csv${new URL(request.originalUrl, 'http://here.example').search}`,
        });
      },
    },
    {
      method: 'get',
      path: '/submissions.csv',
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const query = { ...listQueryOf(request, settings), offset: 0, limit: mostExported };
        const { submissions } = await listSubmissions(db, filterOf(request), query);
        sendList(request, response, submissions);
      },
    },
  ];
}

const settings = {
  sorts: ['received', 'name', 'rows', 'state'],
  direction: 'descending',
  perPage: 20,
} as const satisfies {
  sorts: readonly [SubmissionSort, ...SubmissionSort[]];
  direction: string;
  perPage: number;
};

const mostExported = 10_000;

function filterOf(request: Request): SubmissionFilter {
  const { institution } = actorOf(request);
  if (institution === null) throw new TypeError('Only people of institutions see submissions.');
  const { q, state } = request.query;
  return {
    institutionId: institution.id,
    states: isSubmissionState(state) ? [state] : [],
    text: typeof q === 'string' ? q.trim().slice(0, 100) : '',
  };
}

function sendList(request: Request, response: Response, submissions: readonly Submission[]): void {
  const { language } = visitOf(request);
  const t = (key: string) => translate(language, key);
  const names = [
    t('submission.number'),
    t('submission.kind-of-exam'),
    t('submission.status'),
    t('submission.file'),
    t('submission.rows'),
    t('submission.errors'),
    t('submission.warnings'),
    t('submission.received-at'),
    t('submission.ended-at'),
  ];
  const rows = submissions.map((submission) =>
    csvRow(
      [
        submission.number,
        t(`submission.kind.${submission.kind}`),
        t(`submission.state.${submission.state}`),
        submission.file.name,
        String(submission.counts?.rows ?? ''),
        String(submission.counts?.errors ?? ''),
        String(submission.counts?.warnings ?? ''),
        submission.receivedAt.toISOString(),
        submission.endedAt?.toISOString() ?? '',
      ].map(neutraliseCell),
    ),
  );
  beginDownload(response, { type: 'text/csv; charset=utf-8', fileName: t('submission.list.file-name') });
  response.send(`\uFEFF${csvRow(names)}${rows.join('')}`);
}
