import { inTransaction } from '../../database/index.js';
import { createFindingList, mostFindingsListed } from '../findings/finding-list.js';
import { sealReport } from '../findings/seal-report.js';
import { countImages, discardImages } from '../images/image-store.js';
import type { FileToProcess, Outcome } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { countStaged, discardStaged } from '../records/staged-records.js';
import { moveSubmission } from '../submissions/store.js';
import type { Judgement, JudgeTask } from './judgement.js';
import { createImageKeeper, type ImageKeeper } from './keep-images.js';
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
  await discardImages(services, task.submissionId, stop);
  await discardStaged(services.db, task.submissionId, stop);
  const judgedAgainst = await countAcceptances(services.db, task.institutionId);
  const list = createFindingList(services.documents, mostFindingsListed);
  const images = createImageKeeper(services.documents);
  try {
    const outcome = await readFile(services, task, stop, { judgedAgainst, onFindings: list.add, images });
    const staged = isAcceptable(outcome, task) ? await countWhole(services.db, task, outcome) : 0;
    return { ...toJudgement(services, task, outcome), findings: await list.finish(), staged, judgedAgainst };
  } catch (error) {
    await list.abandon();
    await images.abandon();
    throw error;
  }
}

/** How many rows are staged; none when images of theirs are not. */
async function countWhole(
  db: ThreadServices['db'],
  { submissionId, purpose }: JudgeTask,
  { images }: Outcome,
): Promise<number> {
  if ((await countImages(db, submissionId)) !== images) return 0;
  return countStaged(db, submissionId, purpose);
}

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
  { judgedAgainst, onFindings, images }: ReadOptions,
): Promise<Outcome> {
  const { db, documents, keyring, clock, parallelWrites } = services;
  const stager = createStager({ db, keyring, images, clock }, task, parallelWrites);
  const progress = reportProgress(services, task);

  const outcome = await readRows[task.purpose]({
    db,
    task,
    stager,
    keyring,
    judgedAgainst,
    file: {
      kind: task.kind,
      institutionCode: task.institutionCode,
      today: task.today,
      limits: task.limits,
      mapping: task.mapping,
      strict: task.strict,
      open: () => documents.read(task.documentId),
      readRange: (start, end) => documents.readRange(task.documentId, start, end),
      onFindings,
      async onImage(image) {
        stop.throwIfAborted();
        // All or nothing, unless the institution takes the good rows: after the first bad row nothing will be kept.
        if (image.badSoFar === 0 || task.rowsPolicy === 'good') await images.keep(image);
      },
      onProgress: progress.note,
    },
    check() {
      stop.throwIfAborted();
      progress.check();
    },
  });
  await stager.finish();
  // Of rows after the first bad one of the same chunk.
  await images.drop();
  await progress.finish();
  return outcome;
}

type ReadOptions = Pick<Judgement, 'judgedAgainst'> &
  Pick<Required<FileToProcess>, 'onFindings'> & { readonly images: ImageKeeper };

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
