import { inTransaction } from '../../database/index.js';
import { createFindingList } from '../findings/finding-list.js';
import { sealReport } from '../findings/seal-report.js';
import { processFile } from '../process/process-file.js';
import type { ExamRecord, KnownRecord, Outcome } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { findKnownRecords } from '../records/known-records.js';
import { type WorkerIndexer, workerIndexer } from '../records/seal-records.js';
import { countStaged, discardStaged } from '../records/staged-records.js';
import { moveSubmission } from '../submissions/store.js';
import type { Judgement, JudgeTask } from './judgement.js';
import { reportProgress } from './report-progress.js';
import { createStager, RunSuperseded } from './stage-records.js';
import type { ThreadServices } from './thread-services.js';

/**
 * Judges the file of a submission and stages its rows, which nobody sees. Runs in a worker thread.
 *
 * @throws RunSuperseded when the submission was cancelled or taken over in the meantime
 */
export async function judgeFile(
  services: ThreadServices,
  task: JudgeTask,
  stop: AbortSignal,
): Promise<Judgement> {
  await beginRun(services, task);
  // What an earlier run has left, killed before its end.
  await discardStaged(services.db, task.submissionId, stop);
  const judgedAgainst = await countAcceptances(services.db, task.institutionId);
  const list = createFindingList(services.documents, mostFindingsListed);
  try {
    const outcome = await readRows(services, task, stop, { judgedAgainst, onFindings: list.add });
    const staged = isAcceptable(outcome) ? await countStaged(services.db, task.submissionId) : 0;
    return { ...toJudgement(services, task, outcome), findings: await list.finish(), staged, judgedAgainst };
  } catch (error) {
    await list.abandon();
    throw error;
  }
}

/** Beyond this a list helps nobody; the counts stay exact. */
const mostFindingsListed = 100_000;

async function beginRun({ db }: ThreadServices, { submissionId, run }: JudgeTask): Promise<void> {
  const begun = await inTransaction(db, (trx) =>
    moveSubmission(trx, submissionId, 'processing', { run, progress: { bytes: 0, rows: 0 } }),
  );
  if (!begun) throw new RunSuperseded(submissionId);
}

async function readRows(
  services: ThreadServices,
  task: JudgeTask,
  stop: AbortSignal,
  { judgedAgainst, onFindings }: Pick<Judgement, 'judgedAgainst'> & Pick<FileHooks, 'onFindings'>,
): Promise<Outcome> {
  const { db, documents, keyring, parallelWrites } = services;
  const indexWorker = workerIndexer(keyring);
  const stager = createStager({ db, keyring, indexWorker }, task, parallelWrites);
  const progress = reportProgress(services, task);

  const outcome = await processFile({
    kind: task.kind,
    institutionCode: task.institutionCode,
    today: task.today,
    limits: task.limits,
    open: () => documents.read(task.documentId),
    readRange: (start, end) => documents.readRange(task.documentId, start, end),
    onFindings,
    onProgress: progress.note,
    async onChunk({ records, badSoFar }) {
      stop.throwIfAborted();
      progress.check();
      // All or nothing: after the first bad row nothing will be kept.
      if (badSoFar === 0) await stager.add(records);
    },
    // Where nothing was ever accepted, nothing can be known.
    ...(judgedAgainst === 0
      ? {}
      : { findKnown: (records) => findKnown(services, task, indexWorker, records) }),
  });
  await stager.finish();
  await progress.finish();
  return outcome;
}

type FileHooks = Required<Parameters<typeof processFile>[0]>;

function findKnown(
  { db }: ThreadServices,
  task: JudgeTask,
  indexWorker: WorkerIndexer,
  records: readonly ExamRecord[],
): Promise<readonly KnownRecord[]> {
  const indexes = records.map(({ workerId }) => indexWorker(workerId));
  return findKnownRecords(db, task, records, indexes);
}

function isAcceptable({ verdict }: Outcome): boolean {
  return verdict === 'clean' || verdict === 'warnings';
}

function toJudgement(
  { keyring }: ThreadServices,
  { submissionId }: JudgeTask,
  { verdict, rows, good, encoding, stop, header, report }: Outcome,
) {
  const { errors, warnings, rowsWithErrors } = report;
  return {
    verdict,
    encoding,
    stop,
    counts: { rows, good, errors, rowsWithErrors, warnings },
    sealedReport: errors + warnings === 0 ? null : sealReport(keyring, submissionId, { header, report }),
  };
}
