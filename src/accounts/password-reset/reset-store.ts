import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Language } from '../../locales/index.js';

/** Somebody asked for a link. */
export interface ResetRequest {
  readonly handle: string;
  /** Null when user name and e-mail address belong to nobody who may log in. */
  readonly accountId: number | null;
  readonly language: Language;
  readonly address: string;
  readonly expiresAt: Date;
}

/** A link that was mailed. */
export interface PendingReset {
  readonly accountId: number;
  /** The account's generation when the link was mailed: a change of the account ends the link as it ends sessions. */
  readonly accountGeneration: number;
  readonly expiresAt: Date;
}

/** Writes down that somebody asked. */
export async function insertRequest(
  trx: Knex.Transaction,
  { handle, accountId, language, address, expiresAt }: ResetRequest,
  at: Date,
): Promise<void> {
  await trx('password_resets').insert({
    handle,
    account_id: accountId,
    language,
    address,
    asked_at: toStoredTime(at),
    expires_at: toStoredTime(expiresAt),
  });
}

/** Takes out a request that no link was mailed for; undefined when there is none, so that each is answered once. */
export async function takeRequest(trx: Knex.Transaction, handle: string): Promise<ResetRequest | undefined> {
  const row = await trx<ResetRow>('password_resets').where({ handle }).whereNull('secret_hash').first();
  if (row === undefined) return undefined;
  const taken = await trx('password_resets').where({ handle }).whereNull('secret_hash').delete();
  return taken === 1 ? toRequest(row) : undefined;
}

/** Keeps a link that is being mailed; earlier ones of the account end. */
export async function writeReset(
  trx: Knex.Transaction,
  { handle, language, address }: Pick<ResetRequest, 'handle' | 'language' | 'address'>,
  secret: string,
  { accountId, accountGeneration, expiresAt }: PendingReset,
  at: Date,
): Promise<void> {
  await trx('password_resets').where({ account_id: accountId }).whereNotNull('secret_hash').delete();
  await trx('password_resets').insert({
    handle,
    account_id: accountId,
    language,
    address,
    asked_at: toStoredTime(at),
    secret_hash: hashOf(secret),
    account_generation: accountGeneration,
    expires_at: toStoredTime(expiresAt),
  });
}

/** The link of a secret, expired ones included. */
export async function findReset(db: Database, secret: string): Promise<PendingReset | undefined> {
  const row = await db<ResetRow>('password_resets')
    .where({ secret_hash: hashOf(secret) })
    .first();
  if (row === undefined || row.account_id === null || row.account_generation === null) return undefined;
  return {
    accountId: Number(row.account_id),
    accountGeneration: row.account_generation,
    expiresAt: new Date(row.expires_at),
  };
}

/** Takes a link out, so that it counts once; false when another request was first. */
export async function takeReset(trx: Knex.Transaction, secret: string): Promise<boolean> {
  const taken = await trx('password_resets')
    .where({ secret_hash: hashOf(secret) })
    .delete();
  return taken === 1;
}

/** Drops the links of an account and what was asked for it. */
export async function dropResets(trx: Knex.Transaction, accountId: number): Promise<void> {
  await trx('password_resets').where({ account_id: accountId }).delete();
}

/** Deletes links that nobody used in time; gives how many. For a regular job. */
export function deleteExpiredResets(db: Database, at: Date): Promise<number> {
  return db('password_resets').where('expires_at', '<=', toStoredTime(at)).delete();
}

interface ResetRow {
  handle: string;
  account_id: number | null;
  language: Language;
  address: string;
  secret_hash: Buffer | null;
  account_generation: number | null;
  expires_at: string;
}

function toRequest({ handle, account_id, language, address, expires_at }: ResetRow): ResetRequest {
  return {
    handle,
    accountId: account_id === null ? null : Number(account_id),
    language,
    address,
    expiresAt: new Date(expires_at),
  };
}

/** The secret has 256 random bits: a plain hash is enough. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
