import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { accountsSharingCardWith } from '../../certificates/index.js';
import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { Account } from '../account.js';
import { lockAccount } from '../account-store.js';
import type { ActedBy } from '../acted-by.js';
import { unbindCard } from './unbind-card.js';

/** That an account may be used with a card that serves another account of its institution. */
export interface SharingPermit {
  readonly permittedAt: Date;
  readonly reason: string;
}

/** The account's permit, if it has one. */
export async function findSharingPermit(db: Database, accountId: number): Promise<SharingPermit | undefined> {
  const row = await db('card_sharing_permits')
    .where({ account_id: accountId })
    .first<{ permitted_at: string; reason: string } | undefined>('permitted_at', 'reason');
  return row && { permittedAt: new Date(row.permitted_at), reason: row.reason };
}

/**
 * Whether a card that serves these accounts may serve this one too (card-login.md, "Binding"): a supervisor permitted it,
 * and all of them are of one institution.
 */
export async function mayShareCard(
  trx: Knex.Transaction,
  account: Pick<Account, 'id' | 'institution'>,
  others: readonly number[],
): Promise<boolean> {
  const { id, institution } = account;
  if (institution === null || (await findSharingPermit(trx, id)) === undefined) return false;
  const strangers = await trx('accounts')
    .whereIn('id', [...others])
    .andWhere((query) => query.whereNot({ institution_id: institution.id }).orWhereNull('institution_id'))
    .first('id');
  return strangers === undefined;
}

/**
 * Lets an account be used with a card of another account of its institution. Whether it may be done is the caller's
 * question.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`, `ERR_CARD_SHARING_STAFF` for accounts without an institution,
 *   `ERR_CARD_SHARING_PERMITTED` when it is permitted already
 */
export async function permitCardSharing(
  trx: Knex.Transaction,
  accountId: number,
  reason: string,
  { at, ...by }: ActedBy & { readonly at: Date },
): Promise<void> {
  const account = await lockAccount(trx, accountId);
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  if (account.institution === null) throw new Problem('ERR_CARD_SHARING_STAFF');
  if (by.actor === null) throw new TypeError('A supervisor permits it.');
  const permit = {
    account_id: accountId,
    permitted_by: by.actor.accountId,
    permitted_at: toStoredTime(at),
    reason,
  };
  try {
    await trx('card_sharing_permits').insert(permit);
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('ERR_CARD_SHARING_PERMITTED', { cause: error });
    throw error;
  }
  await audit(trx, account, 'card.sharing-permit', reason, { at, ...by });
}

/**
 * Takes the permit back. Where the card is shared already, it is unbound from this account, whose sessions end.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`, or `ERR_CARD_SHARING_NOT_PERMITTED` when there is no permit
 */
export async function withdrawCardSharing(
  trx: Knex.Transaction,
  accountId: number,
  reason: string,
  by: ActedBy & { readonly at: Date },
): Promise<void> {
  const account = await lockAccount(trx, accountId);
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const removed = await trx('card_sharing_permits').where({ account_id: accountId }).delete();
  if (removed === 0) throw new Problem('ERR_CARD_SHARING_NOT_PERMITTED');
  await audit(trx, account, 'card.sharing-withdraw', reason, by);
  const others = await accountsSharingCardWith(trx, accountId);
  if (others.length > 0) await unbindCard(trx, accountId, { by: 'agency', reason }, by);
}

function audit(
  trx: Knex.Transaction,
  account: Account,
  action: 'card.sharing-permit' | 'card.sharing-withdraw',
  reason: string,
  by: ActedBy & { readonly at: Date },
): Promise<unknown> {
  const target = { kind: 'account', reference: account.userName };
  return appendAudit(trx, { ...by, action, target, outcome: 'done', detail: { reason } });
}
