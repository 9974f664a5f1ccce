import { findReplaced, type Named } from '../corrections/find-replaced.js';
import { type KeyFault, type KeyRow, processKeys } from '../corrections/process-keys.js';
import type { RecordPlace, Replacement } from '../corrections/replacement.js';
import { processFile } from '../process/process-file.js';
import type { ExamRecord, FileToProcess, KnownRecord, Outcome } from '../process/types.js';
import { findKnownRecords } from '../records/known-records.js';
import { indexRows, indexWorkers } from '../records/worker-index.js';
import type { Purpose } from '../submissions/purpose.js';
import type { JudgeTask } from './judgement.js';
import type { Stager } from './stage-records.js';
import type { ThreadServices } from './thread-services.js';

/** How the rows of a file are read. */
export interface Reading {
  readonly db: ThreadServices['db'];
  readonly task: JudgeTask;
  readonly stager: Stager;
  readonly keyring: ThreadServices['keyring'];
  /** The file itself and who listens to what is found in it. */
  readonly file: Omit<FileToProcess, 'onChunk' | 'findKnown'>;
  /** How many submissions of the institution have been accepted. */
  readonly judgedAgainst: number;
  /** Called between rows; throws when the work is to end. */
  check(): void;
}

/** Reads a file and stages its rows, by what its submission is for. */
export const readRows: Readonly<Record<Purpose, (reading: Reading) => Promise<Outcome>>> = {
  report: readReport,
  correction: readCorrection,
  withdrawal: readWithdrawal,
};

function readReport({ db, task, stager, keyring, file, judgedAgainst, check }: Reading): Promise<Outcome> {
  return processFile({
    ...file,
    async onChunk({ rows, badSoFar }) {
      check();
      // All or nothing: after the first bad row nothing will be kept.
      if (badSoFar === 0 || task.rowsPolicy === 'good') await stager.add(rows, []);
    },
    // Where nothing was ever accepted, nothing can be known.
    ...(judgedAgainst === 0
      ? {}
      : {
          findKnown(rows) {
            indexRows(keyring, rows);
            return findKnownRecords(db, task, rows);
          },
        }),
  });
}

/** Every row takes the place of a record about the same exam. */
function readCorrection(reading: Reading): Promise<Outcome> {
  const { stager, file, check } = reading;
  /** Of the chunk that is being judged, by row. */
  const replaced = new Map<number, RecordPlace>();
  return processFile({
    ...file,
    async findKnown(rows) {
      const records = rows.records();
      const named = await findNamed(reading, records);
      return named.map((one, index) => {
        const record = records[index];
        if (one.is === 'found' && record !== undefined) replaced.set(record.row, one.place);
        return toKnown(one, index);
      });
    },
    async onChunk({ rows, badSoFar }) {
      check();
      if (badSoFar === 0) {
        const numbers = [...rows.rows.subarray(0, rows.length)];
        await stager.add(
          rows,
          numbers.flatMap((row) => replacementOf(replaced, row)),
        );
      }
      replaced.clear();
    },
  });
}

function replacementOf(replaced: ReadonlyMap<number, RecordPlace>, row: number): readonly Replacement[] {
  const place = replaced.get(row);
  return place === undefined ? [] : [{ row, replaced: place }];
}

function toKnown(named: Named, index: number): KnownRecord {
  if (named.is === 'found') return { index, duplicateOf: null, previousExamDate: named.previousExamDate };
  return { index, duplicateOf: null, previousExamDate: null, fault: faultOf(named) };
}

function faultOf(named: Exclude<Named, { readonly is: 'found' }>) {
  return named.is === 'none'
    ? ({ code: 'RPT_CORRECTION_NO_RECORD', params: {} } as const)
    : ({ code: 'RPT_CORRECTION_OTHER_SUBMISSION', params: { submission: named.submission } } as const);
}

/** Every row names a record that gives way to nothing. */
function readWithdrawal(reading: Reading): Promise<Outcome> {
  const { stager, file, check } = reading;
  const seen = new Set<string>();
  return processKeys({
    ...file,
    async onRows(rows) {
      check();
      const named = await findNamed(reading, rows);
      const replacements: Replacement[] = [];
      const faults = rows.flatMap(({ row }, index): readonly KeyFault[] => {
        const one = named[index] ?? { is: 'none' };
        if (one.is !== 'found') return [{ row, ...faultOf(one) }];
        const place = `${one.place.submissionId}/${one.place.row}`;
        if (seen.has(place)) return [{ row, code: 'RPT_CORRECTION_TWICE', params: {} }];
        seen.add(place);
        replacements.push({ row, replaced: one.place });
        return [];
      });
      await stager.add(null, replacements);
      return faults;
    },
  });
}

function findNamed(
  { db, task, keyring }: Reading,
  rows: readonly (Pick<ExamRecord, 'workerId' | 'examDate' | 'hazardCode'> | KeyRow)[],
): Promise<readonly Named[]> {
  const { correctsId } = task;
  if (correctsId === null) throw new TypeError('A correction or withdrawal names a submission.');
  const workerIds = rows.map(({ workerId }) => workerId);
  return findReplaced(db, { ...task, correctsId }, rows, indexWorkers(keyring, workerIds));
}
