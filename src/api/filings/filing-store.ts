import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { addMinutes, toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';

/** What was filed under an Idempotency-Key. */
export interface StoredFiling {
  readonly reference: string;
  readonly orderDigest: Buffer;
}

/** What an institution filed under a key. */
export async function findFiling(
  db: Database,
  institutionId: number,
  key: string,
): Promise<StoredFiling | undefined> {
  const row = await db('api_filings')
    .where({ institution_id: institutionId, key_digest: digestOf(key) })
    .whereNotNull('reference')
    .first<{ reference: string; order_digest: Buffer } | undefined>('reference', 'order_digest');
  return row && { reference: row.reference, orderDigest: Buffer.from(row.order_digest) };
}

/** Takes a key; gives the row's id, or undefined when somebody has it. */
export async function insertFiling(
  trx: Knex.Transaction,
  filing: {
    readonly institutionId: number;
    readonly key: string;
    readonly orderDigest: Buffer;
    readonly at: Date;
  },
): Promise<number | undefined> {
  try {
    const [id] = await trx('api_filings').insert({
      institution_id: filing.institutionId,
      key_digest: digestOf(filing.key),
      order_digest: filing.orderDigest,
      created_at: toStoredTime(filing.at),
    });
    return Number(id);
  } catch (error) {
    if (isDuplicate(error)) return undefined;
    throw error;
  }
}

/** Writes down which application came of it. */
export async function nameFiling(trx: Knex.Transaction, id: number, reference: string): Promise<void> {
  await trx('api_filings').where({ id }).update({ reference });
}

/** Forgets keys of more than a week ago: nobody sends a request again so late. */
export async function deleteOldFilings(db: Database, institutionId: number, at: Date): Promise<void> {
  const before = toStoredTime(addMinutes(at, -7 * 24 * 60));
  const old = await db('api_filings')
    .where({ institution_id: institutionId })
    .where('created_at', '<', before)
    .pluck<number[]>('id');
  if (old.length > 0) await db('api_filings').whereIn('id', old).delete();
}

/** A key may say whatever a program likes; only its digest is kept. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
