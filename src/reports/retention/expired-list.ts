import type { List } from '../../web/lists/index.js';
import type { ExamKind } from '../schema/kinds.js';
import { recordKey } from '../search/record-key.js';
import { hazardName } from '../search/record-list.js';
import { expiredRecords } from './expired-records.js';
import { retentionYears } from './periods.js';

interface ExpiredRow {
  readonly number: string;
  readonly row_no: number;
  readonly kind: ExamKind;
  readonly hazard_code: string | null;
  readonly exam_date: string;
}

/** The records whose time of keeping has ended; nothing of a person is shown. */
export function expiredList(today: string): List<ExpiredRow, ExpiredRow> {
  return {
    name: 'expired-records',
    title: 'retention.expired',
    nothingYet: 'retention.nothing',
    from: (db) => expiredRecords(db, today),
    select: [
      'submissions.number',
      'exam_records.row_no',
      'exam_records.kind',
      'exam_records.hazard_code',
      'exam_records.exam_date',
    ],
    ...recordKey,
    read: (_, rows) => rows,
    order: { by: 'exam-date', direction: 'ascending' },
    filters: [],
    columns: [
      {
        kind: 'text',
        key: 'record',
        heading: 'records.record',
        look: 'code',
        value: ({ number, row_no }) => `${number}/${row_no}`,
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
        kind: 'text',
        key: 'period',
        heading: 'retention.period',
        value: ({ kind, hazard_code }, t) =>
          t('retention.years', { years: retentionYears(kind, hazard_code) }),
      },
    ],
  };
}
