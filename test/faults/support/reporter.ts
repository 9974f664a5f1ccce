import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysOf, rowsOf } from '../../reports/support/correction-files.js';
import { sample } from '../../reports/support/report-ground.js';

/** A file that a reporter wants to get through, however often the line breaks. */
export interface Task {
  readonly kind: TaskKind;
  readonly path: string;
  /** Its Idempotency-Key: sent again, it is the same submission. */
  readonly key: string;
  /** Exam rows in the file. */
  readonly rows: number;
  /** What has to have ended before this is sent. */
  readonly after: readonly Task[];
  /** Of a correction or withdrawal: what it is about. */
  readonly corrects?: Task;
  /** The submission's number, once an answer has come. */
  number?: string;
  /** How it stands, once the database was asked. */
  state?: string;
  /** Its cancelling was refused: it was too late. */
  isTooLate?: boolean;
}

/** How each kind of task has to end. */
export const endings = {
  good: ['accepted'],
  /** The same bytes as `good`, under another key. */
  twin: ['accepted'],
  bad: ['refused'],
  stopped: ['refused'],
  unusual: ['accepted'],
  withdrawn: ['cancelled'],
  /** Cancelled as soon as it is received: the reporter or the gateway is faster. */
  regretted: ['accepted', 'cancelled'],
  correction: ['accepted'],
  withdrawal: ['accepted'],
} as const;

export type TaskKind = keyof typeof endings;

/** Writes the files of a family of tasks, all of workers that no other family has. */
export function makeFamily(folder: string, today: string, family: number): readonly Task[] {
  const rows = 240;
  const seed = 100_000 + family * 8;
  const make = (kind: TaskKind, bytes: Buffer, more: Partial<Task> & { rows: number }): Task => {
    const path = join(folder, `${family}-${kind}.csv`);
    writeFileSync(path, bytes);
    return { kind, path, key: `${family}-${kind}`, after: [], ...more };
  };
  const file = (place: number, errors = 0) => sample({ rows, seed: seed + place, errors, today });
  const reported = file(0);
  const good = make('good', reported, { rows });
  const twin = make('twin', reported, { rows });
  const changed = Array.from({ length: 120 }, (_, index) => index + 1);
  const corrected = rowsOf(reported, changed, { 身高: '171.5' });
  const correction = make('correction', corrected, { rows: 120, corrects: good, after: [good, twin] });
  const gone = [100, 110, 120, 130, 140];
  return [
    good,
    make('bad', file(1, 2), { rows }),
    twin,
    make('unusual', unusual(file(2)), { rows }),
    make('regretted', file(3), { rows }),
    correction,
    make('stopped', Buffer.from(`\x89PNG\r\n\x1a\n${family}`, 'latin1'), { rows: 0 }),
    make('withdrawn', unusual(file(4)), { rows }),
    make('withdrawal', keysOf(reported, gone), { rows: gone.length, corrects: good, after: [correction] }),
  ];
}

/** The same exams, all of people who are unusually tall. */
function unusual(file: Buffer): Buffer {
  const rows = file.toString().trimEnd().split('\r\n').length - 1;
  return rowsOf(
    file,
    Array.from({ length: rows }, (_, index) => index + 1),
    { 身高: '211.0', 體重: '90.0' },
  );
}

/** What a reporter does next about a task, or nothing. */
export function nextOrder(
  task: Task,
  { institution }: { readonly institution: { readonly id: number; readonly accountId: number } },
): Readonly<Record<string, unknown>> | undefined {
  const { kind, number, state, path, key } = task;
  if (number === undefined) {
    if (!task.after.every(isEnded)) return undefined;
    const about = { institutionId: institution.id, accountId: institution.accountId };
    const correction = task.corrects && { purpose: kind, corrects: task.corrects.number };
    return { order: 'send', path, name: `${key}.csv`, key, ...about, ...correction };
  }
  if (state === 'awaiting-confirmation') {
    return { order: kind === 'withdrawn' ? 'cancel' : 'confirm', number };
  }
  if (kind === 'regretted' && !isEnded(task) && !task.isTooLate) return { order: 'cancel', number };
  return undefined;
}

export function isEnded({ state = '' }: Task): boolean {
  return ['accepted', 'refused', 'cancelled', 'lapsed'].includes(state);
}
