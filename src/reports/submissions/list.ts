import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { SubmissionState } from './states.js';
import { type SubmissionRow, toSubmission } from './store.js';
import type { Submission } from './submission.js';

/** What of an institution's submissions is asked for. */
export interface SubmissionFilter {
  readonly institutionId: number;
  readonly states: readonly SubmissionState[];
  /** Part of a number or of a file's name, in any case of letters; empty for all. */
  readonly text: string;
}

export type SubmissionSort = 'received' | 'name' | 'rows' | 'state';

export interface SubmissionPart {
  readonly sort: SubmissionSort;
  readonly direction: 'ascending' | 'descending';
  readonly offset: number;
  readonly limit: number;
}

/** Part of a list of submissions, and how many there are in all. */
export async function listSubmissions(
  db: Database,
  filter: SubmissionFilter,
  { sort, direction, offset, limit }: SubmissionPart,
): Promise<{ readonly submissions: readonly Submission[]; readonly total: number }> {
  const [counted] = await matching(db, filter).count({ total: '*' });
  const order = direction === 'ascending' ? 'asc' : 'desc';
  const rows: SubmissionRow[] = await matching(db, filter)
    .orderBy([
      { column: sortColumns[sort], order },
      { column: 'id', order },
    ])
    .offset(offset)
    .limit(limit);
  return { submissions: rows.map(toSubmission), total: Number(counted?.total ?? 0) };
}

/** How many submissions of an institution wait for its confirmation. */
export async function countAwaiting(db: Database, institutionId: number): Promise<number> {
  const [counted] = await db('submissions')
    .where({ institution_id: institutionId, state: 'awaiting-confirmation' })
    .count({ total: '*' });
  return Number(counted?.total ?? 0);
}

const sortColumns: Readonly<Record<SubmissionSort, string>> = {
  received: 'received_at',
  name: 'file_name',
  rows: 'row_count',
  state: 'state',
};

function matching(db: Database, { institutionId, states, text }: SubmissionFilter): Knex.QueryBuilder {
  const query = db('submissions').where({ institution_id: institutionId });
  if (states.length > 0) query.whereIn('state', [...states]);
  if (text !== '') {
    const like = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
    query.where((either) =>
      either
        .whereRaw("lower(number) like ? escape '!'", [like])
        .orWhereRaw("lower(file_name) like ? escape '!'", [like]),
    );
  }
  return query;
}
