import type { Database } from '../../database/index.js';
import type { List, Tone } from '../../web/lists/index.js';
import { countDeleted } from '../retention/find-deletions.js';
import { examKinds } from '../schema/kinds.js';
import { type SubmissionState, submissionStates } from '../submissions/states.js';
import { type SubmissionRow, toSubmission } from '../submissions/store.js';
import type { Submission, SubmissionCounts } from '../submissions/submission.js';

/** A submission, and how many of its records were deleted after their time of keeping. */
interface ListedSubmission extends Submission {
  readonly deleted: number;
}

/** The submissions of one institution, newest first. */
export function submissionList(institutionId: number): List<SubmissionRow, ListedSubmission> {
  return {
    name: 'submissions',
    title: 'submission.list.title',
    nothingYet: 'submission.list.empty',
    from: (db) => db('submissions').where('submissions.institution_id', institutionId),
    select: ['submissions.*'],
    id: 'submissions.id',
    read: readListed,
    order: { by: 'received', direction: 'descending' },
    filters,
    columns,
  };
}

async function readListed(
  db: Database,
  rows: readonly SubmissionRow[],
): Promise<readonly ListedSubmission[]> {
  const submissions = rows.map(toSubmission);
  const ids = submissions.map(({ id }) => id);
  const deleted = await countDeleted(db, ids);
  return submissions.map((submission) => ({ ...submission, deleted: deleted.get(submission.id) ?? 0 }));
}

const filters: List<SubmissionRow, ListedSubmission>['filters'] = [
  {
    kind: 'text',
    key: 'q',
    label: 'submission.list.text',
    in: [
      { column: 'submissions.number', how: 'contains' },
      { column: 'submissions.file_name', how: 'contains' },
    ],
  },
  {
    kind: 'choice',
    key: 'state',
    label: 'submission.status',
    column: 'submissions.state',
    options: submissionStates.map((value) => ({ value, text: `submission.state.${value}` })),
  },
  {
    kind: 'choice',
    key: 'kind',
    label: 'submission.kind-of-exam',
    column: 'submissions.kind',
    options: examKinds.map((value) => ({ value, text: `submission.kind.${value}` })),
  },
  {
    kind: 'dates',
    key: 'received',
    label: 'submission.received-at',
    column: 'submissions.received_at',
    holds: 'time',
  },
];

const columns: List<SubmissionRow, ListedSubmission>['columns'] = [
  {
    kind: 'text',
    key: 'number',
    heading: 'submission.number',
    look: 'code',
    value: ({ number }) => number,
    href: ({ number }) => `/submissions/${number}`,
  },
  {
    kind: 'text',
    key: 'kind',
    heading: 'submission.kind-of-exam',
    only: 'file',
    value: (submission, t) => t(`submission.kind.${submission.kind}`),
  },
  {
    kind: 'tag',
    key: 'state',
    heading: 'submission.status',
    sort: 'submissions.state',
    value: ({ state }, t) => t(`submission.state.${state}`),
    tone: ({ state }) => tones[state] ?? 'plain',
    note: ({ deleted }, t) =>
      deleted === 0 ? undefined : t('retention.deleted.short', { records: deleted }),
  },
  {
    kind: 'text',
    key: 'name',
    heading: 'submission.file',
    sort: 'submissions.file_name',
    look: 'long',
    value: ({ file }, t) => file.name || t('submission.nameless'),
  },
  {
    kind: 'number',
    key: 'rows',
    heading: 'submission.rows',
    sort: 'submissions.row_count',
    value: (submission) => countsOf(submission)?.rows ?? null,
  },
  {
    kind: 'number',
    key: 'errors',
    heading: 'submission.errors',
    value: (submission) => countsOf(submission)?.errors ?? null,
  },
  {
    kind: 'number',
    key: 'warnings',
    heading: 'submission.warnings',
    value: (submission) => countsOf(submission)?.warnings ?? null,
  },
  {
    kind: 'time',
    key: 'received',
    heading: 'submission.received-at',
    sort: 'submissions.received_at',
    value: ({ receivedAt }) => receivedAt,
  },
  {
    kind: 'time',
    key: 'ended',
    heading: 'submission.ended-at',
    only: 'file',
    value: ({ endedAt }) => endedAt,
  },
  {
    kind: 'number',
    key: 'deleted',
    heading: 'retention.deleted.heading',
    only: 'file',
    value: ({ deleted }) => deleted,
  },
];

const tones: Partial<Readonly<Record<SubmissionState, Tone>>> = {
  'awaiting-confirmation': 'waiting',
  'awaiting-signature': 'waiting',
  accepted: 'good',
  refused: 'bad',
  lapsed: 'bad',
};

/** A file that was refused as a whole has none. */
function countsOf({ counts, stop }: Submission): SubmissionCounts | null {
  return stop === null ? counts : null;
}
