import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { CardIdentity } from '../../certificates/index.js';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';

/** A code that was mailed and waits to be typed. */
export interface PendingCardCode {
  readonly accountId: number;
  readonly accountGeneration: number;
  /** Argon2id, as of a password: eight digits are found at once from a plain hash. */
  readonly codeHash: string;
  /** How often it was tried. */
  readonly tries: number;
  /** The card it was sent for. */
  readonly identity: CardIdentity;
  readonly expiresAt: Date;
}

/** Keeps a code; an earlier one of the account or of the holder is gone with it. */
export async function writeCardCode(
  trx: Knex.Transaction,
  holder: string,
  code: PendingCardCode,
): Promise<void> {
  const holder_hash = hashOf(holder);
  await trx('card_codes').where({ account_id: code.accountId }).orWhere({ holder_hash }).delete();
  await trx('card_codes').insert({
    holder_hash,
    account_id: code.accountId,
    account_generation: code.accountGeneration,
    code_hash: code.codeHash,
    tries: code.tries,
    identity: JSON.stringify(code.identity),
    expires_at: toStoredTime(code.expiresAt),
  });
}

/** The code that waits for this session or challenge, expired ones included. */
export async function findCardCode(db: Database, holder: string): Promise<PendingCardCode | undefined> {
  return toCode(
    await db<CodeRow>('card_codes')
      .where({ holder_hash: hashOf(holder) })
      .first(),
  );
}

/** The same, its row locked until the transaction ends: two tries at once count as two. */
export async function lockCardCode(
  trx: Knex.Transaction,
  holder: string,
): Promise<PendingCardCode | undefined> {
  return toCode(
    await trx<CodeRow>('card_codes')
      .where({ holder_hash: hashOf(holder) })
      .forUpdate()
      .first(),
  );
}

/** Notes how often a code was tried. */
export async function noteTries(trx: Knex.Transaction, holder: string, tries: number): Promise<void> {
  await trx('card_codes')
    .where({ holder_hash: hashOf(holder) })
    .update({ tries });
}

/** Takes a code out, so that it counts once; false when another was first. */
export async function takeCardCode(
  trx: Knex.Transaction,
  holder: string,
  { codeHash }: Pick<PendingCardCode, 'codeHash'>,
): Promise<boolean> {
  const taken = await trx('card_codes')
    .where({ holder_hash: hashOf(holder), code_hash: codeHash })
    .delete();
  return taken === 1;
}

/** Drops the code of an account, if it has one. */
export async function dropCardCode(trx: Knex.Transaction, accountId: number): Promise<void> {
  await trx('card_codes').where({ account_id: accountId }).delete();
}

/** Deletes codes that nobody typed in time; gives how many. For a regular job. */
export function deleteExpiredCardCodes(db: Database, at: Date): Promise<number> {
  return db('card_codes').where('expires_at', '<=', toStoredTime(at)).delete();
}

interface CodeRow {
  holder_hash: Buffer;
  account_id: number;
  account_generation: number;
  code_hash: string;
  tries: number;
  identity: string;
  expires_at: string;
}

const identityShape = z.object({
  profile: z.string(),
  name: z.string(),
  serialNumber: z.string(),
  issuerKeyId: z.string(),
  idLast4: z.string().optional(),
  certificateFingerprint: z.string(),
});

function toCode(row: CodeRow | undefined): PendingCardCode | undefined {
  if (row === undefined) return undefined;
  const { idLast4, ...identity } = identityShape.parse(JSON.parse(row.identity));
  return {
    accountId: Number(row.account_id),
    accountGeneration: row.account_generation,
    codeHash: row.code_hash,
    tries: row.tries,
    identity: idLast4 === undefined ? identity : { ...identity, idLast4 },
    expiresAt: new Date(row.expires_at),
  };
}

function hashOf(holder: string): Buffer {
  return createHash('sha256').update(holder).digest();
}
