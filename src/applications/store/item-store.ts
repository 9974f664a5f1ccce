import type { Knex } from 'knex';
import { userNameKey } from '../../accounts/index.js';
import type { Database } from '../../database/index.js';
import type { ApplicationItem } from '../application.js';
import { isReturnReason, type ReturnReason } from '../return-reasons.js';

/** The accounts an application is about, in the order of the form. */
export async function itemsOf(db: Database, applicationId: number): Promise<readonly ApplicationItem[]> {
  const rows = await db<ItemRow>('application_items')
    .where({ application_id: applicationId })
    .orderBy('position');
  return rows.map(toItem);
}

/** Replaces the items of a draft. */
export async function writeItems(
  trx: Knex.Transaction,
  applicationId: number,
  items: readonly { readonly userName: string; readonly accountId: number | null }[],
): Promise<void> {
  await trx('application_items').where({ application_id: applicationId }).delete();
  const rows = items.map(({ userName, accountId }, position) => ({
    application_id: applicationId,
    position,
    user_name: userName,
    user_name_key: userNameKey(userName),
    account_id: accountId,
    outcome: 'pending',
    reasons: '',
    claim: null,
  }));
  await trx('application_items').insert(rows);
}

/**
 * Reserves a name or an account for an item while its application is open.
 *
 * @throws an error that `isDuplicate` recognises when another open application has it
 */
export async function claimItem(trx: Knex.Transaction, itemId: number, claim: string): Promise<void> {
  await trx('application_items').where({ id: itemId }).update({ claim });
}

/** Which of these claims other applications hold. */
export async function claimsHeld(db: Database, claims: readonly string[]): Promise<ReadonlySet<string>> {
  const held = await db('application_items')
    .whereIn('claim', [...claims])
    .pluck<string[]>('claim');
  return new Set(held);
}

/** Gives back what an application that is being closed had reserved. */
export async function releaseClaims(trx: Knex.Transaction, applicationId: number): Promise<void> {
  await trx('application_items').where({ application_id: applicationId }).update({ claim: null });
}

/** Writes down what was decided about an item. */
export async function decideItem(
  trx: Knex.Transaction,
  itemId: number,
  {
    outcome,
    reasons,
    accountId,
  }: {
    readonly outcome: 'approved' | 'returned';
    readonly reasons: readonly ReturnReason[];
    readonly accountId: number | null;
  },
): Promise<void> {
  await trx('application_items')
    .where({ id: itemId })
    .update({ outcome, reasons: reasons.join(' '), account_id: accountId });
}

/** What a new account's name is reserved by, and what a change's account. */
export const claimOf = {
  name: (userName: string) => `name:${userNameKey(userName)}`,
  account: (accountId: number) => `account:${accountId}`,
} as const;

/** Codes as they are stored in one column. */
export function readReasons(stored: string): readonly ReturnReason[] {
  return stored.split(' ').filter(isReturnReason);
}

interface ItemRow {
  id: number | string;
  application_id: number | string;
  position: number;
  user_name: string | null;
  account_id: number | string | null;
  outcome: ApplicationItem['outcome'];
  reasons: string;
}

function toItem(row: ItemRow): ApplicationItem {
  return {
    id: Number(row.id),
    position: row.position,
    userName: row.user_name,
    accountId: row.account_id === null ? null : Number(row.account_id),
    outcome: row.outcome,
    reasons: readReasons(row.reasons),
  };
}
