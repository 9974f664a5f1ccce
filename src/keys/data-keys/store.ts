import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import type { KeyUse } from '../key-material.js';

/** One line of `data_keys`. */
export interface DataKey {
  readonly id: string;
  readonly purpose: string;
  readonly use: KeyUse;
  readonly active: boolean;
  readonly masterKeyId: string;
  readonly wrapped: Buffer;
  readonly createdAt: Date;
}

export async function listDataKeys(db: Database): Promise<readonly DataKey[]> {
  const rows: readonly DataKeyRow[] = await db('data_keys').select('*').orderBy('created_at').orderBy('id');
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    use: row.key_use,
    active: row.active_purpose !== null,
    masterKeyId: row.master_key_id,
    wrapped: row.wrapped,
    createdAt: new Date(row.created_at),
  }));
}

/** Adds an active key; when the purpose has one already, that one stays and this one is dropped. */
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

export async function retireDataKey(db: Database, purpose: string, at: Date): Promise<void> {
  await db('data_keys')
    .where({ active_purpose: purpose })
    .update({ active_purpose: null, retired_at: toStoredTime(at) });
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
