import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import type { DryRun } from './dry-run.js';
import { findDryRun } from './store.js';

/**
 * The dry run that a path names: of the account that sent it, since it is nobody else's business.
 *
 * @throws Problem ERR_DRY_RUN_NOT_FOUND when there is none, it is another account's, or its time is over
 */
export async function ownDryRun(
  { db, clock }: Pick<ReportServices, 'db' | 'clock'>,
  request: Request,
): Promise<DryRun> {
  const { accountId } = actorOf(request);
  const number = String(request.params.dryRun ?? '');
  const dryRun = isNumber('D', number) ? await findDryRun(db, number) : undefined;
  if (dryRun?.accountId !== accountId || dryRun.expiresAt <= clock()) {
    throw new Problem('ERR_DRY_RUN_NOT_FOUND');
  }
  return dryRun;
}
