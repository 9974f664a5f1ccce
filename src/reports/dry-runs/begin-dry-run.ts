import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes } from '../../clock.js';
import { inTransaction, isDuplicate } from '../../database/index.js';
import { recordDocument } from '../../documents/index.js';
import { enqueueJob } from '../../jobs/index.js';
import { Problem } from '../../problems/index.js';
import { drawNumber } from '../../reference-numbers/index.js';
import { rootOf } from '../corrections/correction.js';
import { fairGroupOf } from '../intake/outcomes.js';
import type { ReportServices } from '../services.js';
import type { ReadUpload } from '../submissions/receive.js';
import type { DryRun } from './dry-run.js';
import { countWaiting, findDryRun, insertDryRun } from './store.js';

/** A file that somebody wants judged, and no more. */
export interface DryRunOrder extends ReadUpload {
  readonly institutionId: number;
  readonly accountId: number;
  readonly by: ActedBy;
}

/**
 * Puts a file that has arrived in the queue, to be judged in its institution's turn. It makes no submission, claims neither
 * the file nor a key, and is counted nowhere; its findings are kept for a day.
 *
 * @throws Problem ERR_DRY_RUN_TOO_MANY; the file is removed then
 */
export async function beginDryRun(services: ReportServices, order: DryRunOrder): Promise<DryRun> {
  const { document } = order.file;
  try {
    const begun = await insertOnce(services, order);
    services.wakeJobs();
    return begun;
  } catch (error) {
    await services.documents.remove(document.id);
    throw error;
  }
}

async function insertOnce(services: ReportServices, order: DryRunOrder): Promise<DryRun> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insert(services, order);
    } catch (error) {
      // Once in a blue moon, the number is taken.
      if (!isDuplicate(error) || attempt === mostAttempts) throw error;
    }
  }
}

const mostAttempts = 3;

function insert({ db, clock, randomBytes }: ReportServices, order: DryRunOrder): Promise<DryRun> {
  const { file, kind, correction, institutionId, accountId, by } = order;
  const { document, name } = file;
  return inTransaction(db, async (trx) => {
    if ((await countWaiting(trx, institutionId)) >= mostWaiting) {
      throw new Problem('ERR_DRY_RUN_TOO_MANY', { params: { most: mostWaiting } });
    }
    const at = clock();
    const number = drawNumber('D', at, randomBytes);
    await insertDryRun(trx, {
      number,
      institutionId,
      accountId,
      kind,
      purpose: correction?.purpose ?? 'report',
      correctsId: correction === undefined ? null : rootOf(correction.corrects),
      file: { name, size: document.size, sha256: document.sha256 },
      documentId: document.id,
      receivedAt: at,
      expiresAt: addMinutes(at, keptMinutes),
    });
    await recordDocument(trx, document, { owner: `dry-run:${number}`, at });
    const fairGroup = fairGroupOf(institutionId);
    await enqueueJob(trx, { kind: 'dry-run.judge', subject: number, fairGroup, weight: document.size, at });
    await appendAudit(trx, {
      ...by,
      at,
      action: 'dry-run.receive',
      target: { kind: 'dry-run', reference: number },
      outcome: 'done',
      detail: { kind, size: document.size, sha256: document.sha256.toString('hex') },
    });
    const begun = await findDryRun(trx, number);
    if (begun === undefined) throw new TypeError('The dry run just written is not there.');
    return begun;
  });
}

/** Of one institution at a time; judging costs what it costs for a submission. */
const mostWaiting = 20;

/** A day: a program that was stopped overnight still finds what it asked for. */
const keptMinutes = 24 * 60;
