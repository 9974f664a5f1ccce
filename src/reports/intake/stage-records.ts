import type { Knex } from 'knex';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { insertReplacements, type Replacement } from '../corrections/replacement.js';
import { insertImages } from '../images/image-store.js';
import type { GoodRows } from '../process/good-rows.js';
import { createRecordWriter, type WriteRows } from '../records/record-writer.js';
import { createSealer } from '../records/seal-records.js';
import { indexRows } from '../records/worker-index.js';
import type { ExamKind } from '../schema/kinds.js';
import type { ImageKeeper } from './keep-images.js';

/** For which submission rows are staged, and by which run. */
export interface StagingTarget {
  readonly submissionId: number;
  readonly institutionId: number;
  readonly kind: ExamKind;
  /** The job's lease: rows are written only while the submission belongs to it. */
  readonly run: string;
}

export interface StagingTools {
  readonly db: Database;
  readonly keyring: Keyring;
  /** Has the images of the rows that are added. */
  readonly images: Pick<ImageKeeper, 'take'>;
  readonly clock: Clock;
}

export interface Stager {
  /**
   * Seals rows and begins to write them, with the images kept for them. Resolves as soon as the next ones may come, which is before these are written;
   * the rows are not used afterwards.
   *
   * @param rows null where there are only replacements
   * @param replacements of a correction or withdrawal: which records give way; with a withdrawal nothing takes their place
   * @throws RunSuperseded, or whatever writing earlier rows threw
   */
  add(rows: GoodRows | null, replacements: readonly Replacement[]): Promise<void>;
  /** Resolves when all rows are written. */
  finish(): Promise<void>;
}

/** The submission was cancelled, or another run has taken it over: nothing of this run counts any more. */
export class RunSuperseded extends Error {
  constructor(submissionId: number) {
    super(`Submission ${submissionId} does not belong to this run any more.`);
    this.name = 'RunSuperseded';
  }
}

/**
 * Writes rows while the next are judged.
 *
 * @param parallel how many transactions may be open at once; 1 where a database has one writer
 */
export function createStager(
  { db, keyring, images: keeper, clock }: StagingTools,
  target: StagingTarget,
  parallel: number,
): Stager {
  const { submissionId } = target;
  const writer = createRecordWriter(db);
  const seal = createSealer(keyring, submissionId);
  const open = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  function begin(write: (trx: Knex.Transaction) => Promise<void>, release: (() => void) | undefined): void {
    const running: Promise<void> = inTransaction(db, async (trx) => {
      await holdRun(trx, target);
      await write(trx);
    })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        release?.();
        open.delete(running);
      });
    open.add(running);
  }

  function take(rows: GoodRows): { readonly write: WriteRows; readonly release: () => void } {
    indexRows(keyring, rows);
    const { chunks, release } = seal(rows);
    return { write: writer.take({ ...target, rows, chunks }), release };
  }

  return {
    async add(rows, replacements) {
      const taken = rows === null ? undefined : take(rows);
      const images = keeper.take();
      while (open.size >= parallel) await Promise.race(open);
      if (failure) throw failure.error;
      begin(async (trx) => {
        await taken?.write(trx);
        await insertReplacements(trx, submissionId, replacements);
        await insertImages(trx, keyring, { submissionId, at: clock() }, images);
      }, taken?.release);
    },
    async finish() {
      while (open.size > 0) await Promise.race(open);
      if (failure) throw failure.error;
    },
  };
}

/** Keeps any other run and any cancelling out until these rows are written. */
async function holdRun(trx: Knex.Transaction, { submissionId, run }: StagingTarget): Promise<void> {
  const held = await trx('submissions')
    .where({ id: submissionId, run, state: 'processing' })
    .forShare()
    .first('id');
  if (held === undefined) throw new RunSuperseded(submissionId);
}
