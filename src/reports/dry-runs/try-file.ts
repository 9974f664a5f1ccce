import type { DocumentStore, StoredDocument } from '../../documents/index.js';
import { createFindingList, mostFindingsListed } from '../findings/finding-list.js';
import type { JudgeTask } from '../intake/judgement.js';
import { readRows } from '../intake/read-rows.js';
import type { ThreadServices } from '../intake/thread-services.js';
import type { FileToProcess, Outcome, Verdict } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import type { DryRunOutcome } from './dry-run.js';
import { keepRefusedRows } from './keep-refused-rows.js';
import { createRowNoter } from './note-rows.js';
import { sealFindings } from './seal-findings.js';

/** What is judged. Plain data: posted to the worker thread. */
export type TryTask = Omit<JudgeTask, 'submissionId' | 'run'> & { readonly number: string };

/** What came of it. Plain data: posted back. */
export interface Tried extends Omit<DryRunOutcome, 'verdict'> {
  readonly verdict: Verdict;
  readonly sealed: Uint8Array | null;
  /** The full list of findings. */
  readonly findings: StoredDocument | null;
  /** The rows that would be sent back, where the good ones would be taken. */
  readonly refused: StoredDocument | null;
}

/** Judges a file as `judgeFile` does, against the same records, and stages nothing. Runs in a worker thread. */
export async function tryFile(services: ThreadServices, task: TryTask, stop: AbortSignal): Promise<Tried> {
  const { db, documents, keyring } = services;
  const list = createFindingList(documents, mostFindingsListed);
  const good = createRowNoter();
  const check = () => stop.throwIfAborted();
  try {
    const outcome = await readRows[task.purpose]({
      db,
      // Nothing is written for it, so that no submission and no run stand behind it.
      task: { ...task, submissionId: 0, run: '' },
      stager: good,
      keyring,
      judgedAgainst: await countAcceptances(db, task.institutionId),
      file: { ...fileOf(documents, task), onFindings: list.add, onImage: async () => check() },
      check,
    });
    const findings = await list.finish();
    const refused =
      findings !== null && wouldBeTakenInPart(outcome, task)
        ? await keepRefusedRows(
            documents,
            { ...fileOf(documents, task), onChunk: nothing },
            good,
            findings,
            check,
          )
        : null;
    return { ...toTried(services, task, outcome), findings, refused };
  } catch (error) {
    await list.abandon();
    throw error;
  }
}

function fileOf(
  documents: DocumentStore,
  { documentId, kind, institutionCode, today, limits, mapping, strict }: TryTask,
): Omit<FileToProcess, 'onChunk'> {
  return {
    kind,
    institutionCode,
    today,
    limits,
    mapping,
    strict,
    open: () => documents.read(documentId),
    readRange: (start, end) => documents.readRange(documentId, start, end),
  };
}

function wouldBeTakenInPart({ verdict, good }: Outcome, { rowsPolicy }: TryTask): boolean {
  return verdict === 'errors' && rowsPolicy === 'good' && good > 0;
}

function toTried(
  { keyring }: ThreadServices,
  { number }: TryTask,
  { verdict, rows, good, confirmable, encoding, stop, header, report }: Outcome,
) {
  const { errors, warnings, rowsWithErrors } = report;
  return {
    verdict,
    encoding,
    stop,
    counts: { rows, good, errors, rowsWithErrors, warnings, confirmable },
    sealed: errors + warnings === 0 ? null : sealFindings(keyring, number, { header, report }),
  };
}

const nothing = async () => undefined;
