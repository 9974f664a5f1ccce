import type { JudgeTask } from '../intake/judgement.js';
import { readRows } from '../intake/read-rows.js';
import type { Stager } from '../intake/stage-records.js';
import type { ThreadServices } from '../intake/thread-services.js';
import type { Verdict } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { workerIndexer } from '../records/seal-records.js';
import type { DryRunOutcome } from './dry-run.js';
import { sealFindings } from './seal-findings.js';

/** What is judged. Plain data: posted to the worker thread. */
export type TryTask = Omit<JudgeTask, 'submissionId' | 'run'> & { readonly number: string };

/** What came of it. Plain data: posted back. */
export interface Tried extends Omit<DryRunOutcome, 'verdict'> {
  readonly verdict: Verdict;
  readonly sealed: Uint8Array | null;
}

/** Judges a file as `judgeFile` does, against the same records, and stages nothing. Runs in a worker thread. */
export async function tryFile(services: ThreadServices, task: TryTask, stop: AbortSignal): Promise<Tried> {
  const { db, documents, keyring } = services;
  const { number, documentId, kind, institutionCode, today, limits, mapping, strict } = task;
  const { verdict, rows, good, confirmable, encoding, header, report, ...outcome } = await readRows[
    task.purpose
  ]({
    db,
    // Nothing is written for it, so that no submission and no run stand behind it.
    task: { ...task, submissionId: 0, run: '' },
    stager: keepNothing,
    indexWorker: workerIndexer(keyring),
    judgedAgainst: await countAcceptances(db, task.institutionId),
    file: {
      kind,
      institutionCode,
      today,
      limits,
      mapping,
      strict,
      open: () => documents.read(documentId),
      readRange: (start, end) => documents.readRange(documentId, start, end),
      onImage: async () => stop.throwIfAborted(),
    },
    check: () => stop.throwIfAborted(),
  });
  const { errors, warnings, rowsWithErrors } = report;
  return {
    verdict,
    encoding,
    stop: outcome.stop,
    counts: { rows, good, errors, rowsWithErrors, warnings, confirmable },
    sealed: errors + warnings === 0 ? null : sealFindings(keyring, number, { header, report }),
  };
}

const keepNothing: Stager = { add: async () => undefined, finish: async () => undefined };
