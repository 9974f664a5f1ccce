import { inTransaction } from '../../database/index.js';
import { createFindingList } from '../findings/finding-list.js';
import { sealReport } from '../findings/seal-report.js';
import type { FileToProcess, Outcome } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { workerIndexer } from '../records/seal-records.js';
import { countStaged, discardStaged } from '../records/staged-records.js';
import { moveSubmission } from '../submissions/store.js';
import type { Judgement, JudgeTask } from './judgement.js';
import { readRows } from './read-rows.js';
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
    const outcome = await readFile(services, task, stop, { judgedAgainst, onFindings: list.add });
    const staged = isAcceptable(outcome, task)
      ? await countStaged(services.db, task.submissionId, task.purpose)
      : 0;
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

async function readFile(
  services: ThreadServices,
  task: JudgeTask,
  stop: AbortSignal,
  { judgedAgainst, onFindings }: Pick<Judgement, 'judgedAgainst'> & Pick<FileHooks, 'onFindings'>,
): Promise<Outcome> {
  const { db, documents, keyring, parallelWrites } = services;
  const indexWorker = workerIndexer(keyring);
  const stager = createStager({ db, keyring, indexWorker }, task, parallelWrites);
  const progress = reportProgress(services, task);

  const outcome = await readRows[task.purpose]({
    db,
    task,
    stager,
    indexWorker,
    judgedAgainst,
    file: {
      kind: task.kind,
      institutionCode: task.institutionCode,
      today: task.today,
      limits: task.limits,
      strict: task.strict,
      open: () => documents.read(task.documentId),
      readRange: (start, end) => documents.readRange(task.documentId, start, end),
      onFindings,
      onProgress: progress.note,
    },
    check() {
      stop.throwIfAborted();
      progress.check();
    },
  });
  await stager.finish();
  await progress.finish();
  return outcome;
}

type FileHooks = Required<FileToProcess>;

function isAcceptable({ verdict, good }: Outcome, { rowsPolicy }: JudgeTask): boolean {
  if (verdict === 'errors') return rowsPolicy === 'good' && good > 0;
  return verdict !== 'stopped';
}

function toJudgement(
  { keyring }: ThreadServices,
  { submissionId }: JudgeTask,
  { verdict, rows, good, confirmable, encoding, stop, header, report }: Outcome,
) {
  const { errors, warnings, rowsWithErrors } = report;
  return {
    verdict,
    encoding,
    stop,
    counts: { rows, good, errors, rowsWithErrors, warnings, confirmable },
    sealedReport: errors + warnings === 0 ? null : sealReport(keyring, submissionId, { header, report }),
  };
}
