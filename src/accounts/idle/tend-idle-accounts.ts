import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { taipeiDate } from '../../clock.js';
import { type Database, inTransaction, isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { byOperator } from '../acted-by.js';
import { changeAccount } from '../change-account.js';
import { findIdleAccount, type IdleAccount, insertStep, listIdleAccounts } from './idle-store.js';
import { mailIdleStep } from './mail-idle-step.js';
import { dueStep, type IdleStep, planIdle } from './rules.js';

export interface IdleServices {
  readonly db: Database;
  /** Where the agency is told of an institution's last manager that is idle. */
  readonly agencyAddress: string;
}

/** A step that was taken. */
export interface IdleDone {
  readonly account: IdleAccount;
  readonly step: IdleStep;
}

/**
 * The daily work on idle accounts: warns after 60 and 80 days, suspends after three months, and tells the agency of a last
 * active manager in place of suspending it. May run twice a day, on several gateways at once, or be missed: each step is
 * taken once for each time without use, and what is due follows from dates alone.
 *
 * @returns the steps taken, in their order
 */
export async function tendIdleAccounts(
  { db, agencyAddress }: IdleServices,
  at: Date,
): Promise<readonly IdleDone[]> {
  const done: IdleDone[] = [];
  for (const { id } of await listIdleAccounts(db, taipeiDate(at))) {
    const taken = await takeDueStep(db, id, { agencyAddress, at });
    if (taken !== undefined) done.push(taken);
  }
  return done;
}

interface Circumstances {
  readonly agencyAddress: string;
  readonly at: Date;
}

/** Undefined when nothing is due, or another gateway was faster. */
async function takeDueStep(
  db: Database,
  id: number,
  circumstances: Circumstances,
): Promise<IdleDone | undefined> {
  try {
    return await inTransaction(db, async (trx) => {
      // Somebody may have logged in, or another gateway come by, since the accounts were listed.
      const account = await findIdleAccount(trx, id);
      if (account?.state !== 'active') return undefined;
      const due = dueStep(account, taipeiDate(circumstances.at));
      if (due === undefined) return undefined;
      const step = due === 'suspend' ? await suspend(trx, account, circumstances) : due;
      await insertStep(trx, account, step, taipeiDate(circumstances.at));
      if (step !== 'suspend') await auditStep(trx, account, step, circumstances.at);
      await mailIdleStep(trx, account, step, circumstances);
      return { account, step };
    });
  } catch (error) {
    if (isDuplicate(error) || (error instanceof Problem && error.code === 'ERR_CONFLICT')) return undefined;
    throw error;
  }
}

/** Suspends an account, unless it is the last active manager's. */
async function suspend(
  trx: Knex.Transaction,
  account: IdleAccount,
  { at }: Circumstances,
): Promise<'suspend' | 'report'> {
  try {
    const before = await changeAccount(trx, account.id, { state: 'suspended' }, { ...byOperator, at });
    const now = await findIdleAccount(trx, account.id);
    // Under the lock: it was used, brought back or suspended in between.
    if (before.state !== 'active' || now?.usedOn !== account.usedOn) throw new Problem('ERR_CONFLICT');
    return 'suspend';
  } catch (error) {
    if (error instanceof Problem && error.code === 'ERR_ACCOUNT_LAST_MANAGER') return 'report';
    throw error;
  }
}

async function auditStep(
  trx: Knex.Transaction,
  account: IdleAccount,
  step: IdleStep,
  at: Date,
): Promise<void> {
  await appendAudit(trx, {
    ...byOperator,
    at,
    action: 'account.idle',
    target: { kind: 'account', reference: account.userName },
    outcome: 'done',
    detail: { step, usedOn: account.usedOn, ...planIdle(account, taipeiDate(at)) },
  });
}
