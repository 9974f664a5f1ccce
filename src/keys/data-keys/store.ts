import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import type { KeyUse } from '../key-material.js';

/** One line of `data_keys`. */
export interface DataKey {
  readonly id: string;
  readonly purpose: string;
  readonly use: KeyUse;
  readonly masterKeyId: string;
  readonly wrapped: Buffer;
  readonly createdAt: Date;
  /** When a newer key takes its place, or took it; null for the newest one of its purpose. */
  readonly retiredAt: Date | null;
}

export async function listDataKeys(db: Database): Promise<readonly DataKey[]> {
  const rows: readonly DataKeyRow[] = await db('data_keys').select('*').orderBy('created_at').orderBy('id');
  return rows.map(toDataKey);
}

/** The same, locked until the transaction ends. */
export async function lockDataKeys(trx: Knex.Transaction): Promise<readonly DataKey[]> {
  const rows: readonly DataKeyRow[] = await trx('data_keys').select('*').orderBy('id').forUpdate();
  return rows.map(toDataKey);
}

/** Adds the newest key of a purpose; when there is one already, that one stays and this one is dropped. */
export async function addDataKey(db: Database, key: DataKey): Promise<void> {
  const row: DataKeyRow = {
    id: key.id,
    purpose: key.purpose,
    key_use: key.use,
    active_purpose: key.purpose,
    master_key_id: key.masterKeyId,
    wrapped: key.wrapped,
    created_at: toStoredTime(key.createdAt),
    retired_at: null,
  };
  try {
    await db('data_keys').insert(row);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Says when the newest key of a purpose goes out of use; the next one can be added then. */
export async function retireDataKey(db: Database, purpose: string, at: Date): Promise<void> {
  await db('data_keys')
    .where({ active_purpose: purpose })
    .update({ active_purpose: null, retired_at: toStoredTime(at) });
}

/** Deletes a key: what it sealed cannot be read again. */
export async function deleteDataKey(trx: Knex.Transaction, id: string): Promise<void> {
  await trx('data_keys').where({ id }).whereNull('active_purpose').delete();
}

/** Puts a data key's new wrapping in the place of the old one. */
export async function replaceWrapping(
  trx: Knex.Transaction,
  { id, masterKeyId, wrapped }: Pick<DataKey, 'id' | 'masterKeyId' | 'wrapped'>,
): Promise<void> {
  await trx('data_keys').where({ id }).update({ master_key_id: masterKeyId, wrapped });
}

interface DataKeyRow {
  id: string;
  purpose: string;
  key_use: KeyUse;
  active_purpose: string | null;
  master_key_id: string;
  wrapped: Buffer;
  created_at: string;
  retired_at: string | null;
}

function toDataKey(row: DataKeyRow): DataKey {
  return {
    id: row.id,
    purpose: row.purpose,
    use: row.key_use,
    masterKeyId: row.master_key_id,
    wrapped: row.wrapped,
    createdAt: new Date(row.created_at),
    retiredAt: row.retired_at === null ? null : new Date(row.retired_at),
  };
}
