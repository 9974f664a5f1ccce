import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { sendTable } from '../../web/exports/index.js';
import { formOf, type Route, visitOf } from '../../web/index.js';
import { longestReason } from '../search/criteria.js';
import { recordList } from '../search/record-list.js';
import { institutionOf, requireSearch, whoSearches } from '../search/search-of-request.js';
import type { RecordSearch } from '../search/search-store.js';
import type { ReportServices } from '../services.js';
import { noteExport } from './note-export.js';
import { maskedCell, recordTable, wholeCell } from './record-table.js';

/**
 * What a search found, with every value, as a file: masked for everybody who may search; without masking for a supervisor
 * who says why, which the other supervisors are told.
 */
export function recordExportRoutes(services: ReportServices): readonly Route[] {
  const { db, keys, render } = services;

  /** The records that the search found, as this visitor may see them. */
  const found = (request: Request, search: RecordSearch) => () =>
    recordList(keys, institutionOf(request), search).from(db);

  async function sendMasked(request: Request, response: Response, format: 'csv' | 'xlsx'): Promise<void> {
    const search = await requireSearch(services, request);
    const rows = found(request, search);
    const table = recordTable(services, rows, {
      title: 'record-export.file',
      language: visitOf(request).language,
      write: maskedCell,
    });
    const records = await countOf(rows());
    await sendTable(services, request, response, format, table, {
      name: 'records-masked',
      rows: records,
      asked: { search: search.id },
    });
  }

  return [
    ...(['csv', 'xlsx'] as const).map(
      (format): Route => ({
        method: 'get',
        path: `${base}/records.${format}`,
        who: whoSearches,
        takes: 'nothing',
        handle: (request, response) => sendMasked(request, response, format),
      }),
    ),
    {
      method: 'get',
      path: `${base}/export`,
      who: whoExports,
      takes: 'nothing',
      async handle(request, response) {
        const search = await requireSearch(services, request);
        render(request, response, view, { search, values: { format: 'xlsx' } });
      },
    },
    {
      method: 'post',
      path: `${base}/export`,
      who: whoExports,
      takes: 'form',
      async handle(request, response) {
        const search = await requireSearch(services, request);
        const form = formOf(request);
        const reason = form.text('reason');
        const format = form.text('format') === 'csv' ? 'csv' : 'xlsx';
        const problem = reasonProblem(reason);
        if (problem !== undefined) {
          return render(request, response, view, { search, problem, values: { reason, format } });
        }
        const rows = found(request, search);
        const records = await countOf(rows());
        await noteExport(services, request, { search, records, format, reason });
        const table = recordTable(services, rows, {
          title: 'record-export.file-unmasked',
          language: visitOf(request).language,
          write: wholeCell,
        });
        const facts = { name: 'records-whole', rows: records, asked: { search: search.id } };
        await sendTable(services, request, response, format, table, facts);
      },
    },
  ];
}

const base = '/records/searches/:search';
const view = 'reports/export/views/export.njk';
const whoExports: readonly Role[] = ['supervisor'];

/** The most records of a file, as of other lists. */
const mostRecords = 100_000;

/** @throws Problem `ERR_LIST_FILE_LONG` */
async function countOf(rows: ReturnType<ReturnType<typeof recordList>['from']>): Promise<number> {
  const [counted] = await rows.count<{ records: number | string }[]>({ records: '*' });
  const records = Number(counted?.records ?? 0);
  if (records > mostRecords) throw new Problem('ERR_LIST_FILE_LONG', { params: { most: mostRecords } });
  return records;
}

function reasonProblem(reason: string): Problem | undefined {
  if (reason === '')
    return new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_SEARCH_REASON' }] });
  if (reason.length <= longestReason) return undefined;
  const params = { most: longestReason };
  return new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_REASON_LONG', params }] });
}
