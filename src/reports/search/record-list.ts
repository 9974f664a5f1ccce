import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { List } from '../../web/lists/index.js';
import { showCell } from '../process/mask.js';
import { commonColumns } from '../schema/common-columns.js';
import { hazardOperations } from '../schema/hazard-operations.js';
import type { ExamKind } from '../schema/kinds.js';
import { submissionsHolding } from '../statistics/submissions-holding.js';
import { acceptedRecords } from './accepted-records.js';
import { readContents } from './read-contents.js';
import { recordKey } from './record-key.js';
import type { RecordSearch } from './search-store.js';

interface RecordRow {
  readonly submission_id: number;
  readonly row_no: number;
  readonly number: string;
  readonly kind: ExamKind;
  readonly hazard_code: string | null;
  readonly exam_date: string;
  readonly level: number | null;
  readonly employer_ubn: string;
}

/** A record as the list of results shows it; personal values are masked. */
interface FoundRecord extends Omit<RecordRow, 'submission_id'> {
  readonly workerId: string;
  readonly workerName: string;
  readonly employerName: string;
}

/**
 * What a search finds.
 *
 * @param institutionId whose records; null for those of all institutions
 */
export function recordList(
  keys: Keyring,
  institutionId: number | null,
  search: RecordSearch,
): List<RecordRow, FoundRecord> {
  return {
    name: 'records',
    title: 'records.results.title',
    nothingYet: 'records.results.nothing',
    // Everything that narrows belongs to the search that is kept; the address says nothing of it.
    from: (db) => narrow(candidates(db, institutionId, search), institutionId, search),
    select: [
      'exam_records.submission_id',
      'exam_records.row_no',
      'submissions.number',
      'exam_records.kind',
      'exam_records.hazard_code',
      'exam_records.exam_date',
      'exam_records.level',
      'exam_records.employer_ubn',
    ],
    ...recordKey,
    read: (db, rows) => describe(db, keys, rows),
    order: { by: 'exam-date', direction: 'descending' },
    filters: [],
    columns: columnsOf(search),
  };
}

/** Where no index of the records leads to what is searched for, what was counted of submissions does. */
function candidates(db: Database, institutionId: number | null, { workerIndex, criteria }: RecordSearch) {
  const records = acceptedRecords(db);
  const { employer, submission } = criteria;
  const isIndexed = institutionId !== null || workerIndex !== null || employer !== undefined;
  if (isIndexed || submission !== undefined) return records;
  const holding = submissionsHolding(db, criteria).as('holding');
  return records.innerJoin(holding, 'holding.submission_id', 'exam_records.submission_id');
}

function narrow(
  query: Knex.QueryBuilder,
  institutionId: number | null,
  { workerIndex, criteria }: RecordSearch,
) {
  const { employer, hazard, level, from, to, submission, kind } = criteria;
  if (institutionId !== null) query.where('exam_records.institution_id', institutionId);
  if (workerIndex !== null) query.where('exam_records.worker_index', workerIndex);
  if (employer !== undefined) query.where('exam_records.employer_ubn', employer);
  if (hazard !== undefined) query.where('exam_records.hazard_code', hazard);
  if (level !== undefined) query.where('exam_records.level', level);
  if (from !== undefined) query.where('exam_records.exam_date', '>=', from);
  if (to !== undefined) query.where('exam_records.exam_date', '<=', to);
  if (submission !== undefined) query.where('submissions.number', submission);
  if (kind !== undefined) query.where('exam_records.kind', kind);
  return query;
}

async function describe(
  db: Database,
  keys: Keyring,
  rows: readonly RecordRow[],
): Promise<readonly FoundRecord[]> {
  const places = rows.map(({ submission_id, row_no }) => ({ submissionId: submission_id, row: row_no }));
  const contents = await readContents({ db, keys }, places);
  return rows.map(({ submission_id: _, ...row }, index) => {
    const { values = {} } = contents[index] ?? {};
    const masked = (key: string) => showCell(values[key] ?? '', columnOf(key));
    return {
      ...row,
      workerId: masked('worker_id'),
      workerName: masked('worker_name'),
      employerName: values.employer_name ?? '',
    };
  });
}

function columnOf(key: string) {
  return commonColumns.find((column) => column.key === key);
}

function columnsOf({ id }: RecordSearch): List<RecordRow, FoundRecord>['columns'] {
  return [
    {
      kind: 'text',
      key: 'record',
      heading: 'records.record',
      look: 'code',
      value: ({ number, row_no }) => `${number}/${row_no}`,
      href: ({ number, row_no }) => `/records/${number}/${row_no}?search=${id}`,
    },
    {
      kind: 'date',
      key: 'exam-date',
      heading: 'records.exam-date',
      sort: 'exam_records.exam_date',
      value: ({ exam_date }) => exam_date,
    },
    {
      kind: 'text',
      key: 'worker',
      heading: 'records.worker-id',
      look: 'code',
      value: ({ workerId }) => workerId,
    },
    {
      kind: 'text',
      key: 'name',
      heading: 'records.worker-name',
      look: 'name',
      value: ({ workerName }) => workerName,
    },
    {
      kind: 'text',
      key: 'kind',
      heading: 'records.kind',
      value: ({ kind }, t) => t(`submission.kind.${kind}`),
    },
    {
      kind: 'text',
      key: 'hazard',
      heading: 'records.hazard',
      value: ({ hazard_code }) => hazardName(hazard_code),
    },
    {
      kind: 'number',
      key: 'level',
      heading: 'records.level',
      sort: 'exam_records.level',
      value: ({ level }) => level,
    },
    {
      kind: 'text',
      key: 'employer',
      heading: 'records.employer',
      sort: 'exam_records.employer_ubn',
      value: ({ employer_ubn }) => employer_ubn,
      note: ({ employerName }) => employerName,
    },
  ];
}

/** `02 噪音作業`; empty for a general exam. */
export function hazardName(code: string | null): string {
  const hazard = hazardOperations.find((known) => known.code === code);
  return hazard === undefined ? '' : `${hazard.code} ${hazard.name}`;
}
