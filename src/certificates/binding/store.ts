import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { CardIdentity } from '../identity.js';

/** A card an account is bound to. */
export interface BoundCard {
  readonly id: number;
  readonly profile: string;
  readonly issuerKeyId: string;
  readonly subjectSerial: string;
  readonly name: string;
  readonly boundAt: Date;
  readonly lastUsedAt: Date;
}

/** Who or what ended a binding: the holder, a manager of the institution, the agency, or another card. */
export type UnboundBy = 'holder' | 'manager' | 'agency' | 'replaced';

/** A card that an account was bound to. */
export interface PastCard extends BoundCard {
  readonly unboundAt: Date;
  /** Null for what was unbound before this was written down. */
  readonly unboundBy: UnboundBy | null;
}

/** The cards an account is bound to now. */
export async function cardsOfAccount(db: Database, accountId: number): Promise<readonly BoundCard[]> {
  const rows = await db<CardRow>('account_cards')
    .where({ account_id: accountId, unbound_at: null })
    .orderBy('id');
  return rows.map(toCard);
}

/** The cards that several accounts are bound to now, by account. */
export async function cardsOfAccounts(
  db: Database,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, readonly BoundCard[]>> {
  const rows = await db<CardRow>('account_cards')
    .whereIn('account_id', [...accountIds])
    .where({ unbound_at: null })
    .orderBy('id');
  return new Map(
    accountIds.map((id) => [id, rows.filter((row) => Number(row.account_id) === id).map(toCard)]),
  );
}

/** The accounts that are bound to a card of one of these issuers now, by the issuers' key identifiers. */
export async function accountsBoundUnder(
  db: Database,
  issuerKeyIds: readonly string[],
): Promise<readonly number[]> {
  const ids = await db('account_cards')
    .whereIn('issuer_key_id', [...issuerKeyIds])
    .where({ unbound_at: null })
    .distinct()
    .pluck<(number | string)[]>('account_id');
  return ids.map(Number);
}

/** The cards an account was bound to before, the latest first. */
export async function pastCardsOfAccount(db: Database, accountId: number): Promise<readonly PastCard[]> {
  const rows = await db<CardRow>('account_cards')
    .where({ account_id: accountId })
    .whereNotNull('unbound_at')
    .orderBy('id', 'desc');
  return rows.flatMap((row) =>
    row.unbound_at === null
      ? []
      : [{ ...toCard(row), unboundAt: new Date(row.unbound_at), unboundBy: row.unbound_by }],
  );
}

/** The accounts a card serves now, in no order. */
export async function accountsOfCard(db: Database, identity: CardIdentity): Promise<readonly number[]> {
  const rows = await db<CardRow>('account_cards')
    .where({
      profile: identity.profile,
      issuer_key_id: identity.issuerKeyId,
      subject_serial: identity.serialNumber,
      unbound_at: null,
    })
    .select('account_id');
  return rows.map((row) => Number(row.account_id));
}

/** The other accounts that the card of an account serves now. */
export async function accountsSharingCardWith(db: Database, accountId: number): Promise<readonly number[]> {
  const ids = await db('account_cards as own')
    .join('account_cards as other', (on) =>
      on
        .on('other.profile', 'own.profile')
        .andOn('other.issuer_key_id', 'own.issuer_key_id')
        .andOn('other.subject_serial', 'own.subject_serial'),
    )
    .where({ 'own.account_id': accountId, 'own.unbound_at': null, 'other.unbound_at': null })
    .whereNot('other.account_id', accountId)
    .pluck<(number | string)[]>('other.account_id');
  return ids.map(Number);
}

/** Writes a binding. The unique keys of the table refuse what another transaction bound in between. */
export async function insertCard(
  trx: Knex.Transaction,
  card: {
    readonly accountId: number;
    readonly identity: CardIdentity;
    readonly at: Date;
    readonly sharing: 'exclusive' | 'shared';
  },
): Promise<void> {
  const { identity } = card;
  const at = toStoredTime(card.at);
  await trx('account_cards').insert({
    account_id: card.accountId,
    profile: identity.profile,
    issuer_key_id: identity.issuerKeyId,
    subject_serial: identity.serialNumber,
    name: identity.name,
    bound_at: at,
    last_used_at: at,
    place: 1,
    exclusive_card: card.sharing === 'exclusive' ? digestOf(identity) : null,
  });
}

/** Notes that a bound card was used. */
export async function touchCard(trx: Knex.Transaction, id: number, at: Date): Promise<void> {
  await trx('account_cards')
    .where({ id })
    .update({ last_used_at: toStoredTime(at) });
}

/** Unbinds an account's cards, so that the next card used is its first again; gives how many there were. */
export function unbindCards(
  trx: Knex.Transaction,
  options: { readonly accountId: number; readonly at: Date; readonly by: UnboundBy },
): Promise<number> {
  return trx('account_cards')
    .where({ account_id: options.accountId, unbound_at: null })
    .update({
      unbound_at: toStoredTime(options.at),
      unbound_by: options.by,
      place: null,
      exclusive_card: null,
    });
}

function toCard(row: CardRow): BoundCard {
  return {
    id: Number(row.id),
    profile: row.profile,
    issuerKeyId: row.issuer_key_id,
    subjectSerial: row.subject_serial,
    name: row.name,
    boundAt: new Date(row.bound_at),
    lastUsedAt: new Date(row.last_used_at),
  };
}

interface CardRow {
  id: number;
  account_id: number;
  profile: string;
  issuer_key_id: string;
  subject_serial: string;
  name: string;
  bound_at: string;
  last_used_at: string;
  unbound_at: string | null;
  unbound_by: UnboundBy | null;
}

function digestOf(identity: CardIdentity): Buffer {
  const parts = [identity.profile, identity.issuerKeyId, identity.serialNumber];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
