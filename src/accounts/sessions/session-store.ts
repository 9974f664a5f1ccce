import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';

/** `browser` sessions come in the cookie, `program` sessions as a bearer token; neither passes for the other. */
export type SessionKind = 'browser' | 'program';

/** A session as stored. */
export interface StoredSession {
  readonly id: string;
  readonly handle: string;
  readonly kind: SessionKind;
  /** Whose it is; null while nobody is signed in with it. */
  readonly accountId: number | null;
  /** The account's generation when the session began. */
  readonly accountGeneration: number | null;
  readonly csrfToken: string;
  readonly address: string;
  readonly userAgent: string;
  /** The card it was signed in with. */
  readonly card: SessionCard | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly idleEndsAt: Date;
  readonly endsAt: Date;
  readonly refusedAddress: string | null;
}

export interface SessionCard {
  readonly profile: string;
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly fingerprint: string;
}

export async function insertSession(db: Database, session: StoredSession): Promise<void> {
  await db('sessions').insert(toRow(session));
}

export async function findSession(db: Database, id: string): Promise<StoredSession | undefined> {
  const row = await db<SessionRow>('sessions').where({ id }).first();
  return row === undefined ? undefined : toSession(row);
}

/** Notes that a session was used. */
export async function moveIdleEnd(
  db: Database,
  id: string,
  { seenAt, idleEndsAt }: { readonly seenAt: Date; readonly idleEndsAt: Date },
): Promise<void> {
  await db('sessions')
    .where({ id })
    .update({ seen_at: toStoredTime(seenAt), idle_ends_at: toStoredTime(idleEndsAt) });
}

/** Notes the address a session was refused from; false when that was noted before. */
export async function noteRefusedAddress(
  trx: Knex.Transaction,
  id: string,
  address: string,
): Promise<boolean> {
  const changed = await trx('sessions')
    .where({ id })
    .andWhere((where) => where.whereNull('refused_address').orWhereNot('refused_address', address))
    .update({ refused_address: address });
  return changed === 1;
}

/** Ends a session; false when there was none. */
export async function deleteSession(db: Database, id: string): Promise<boolean> {
  return (await db('sessions').where({ id }).delete()) === 1;
}

/** The sessions of an account, the latest used first; also those that have ended and are not yet deleted. */
export async function sessionsOfAccount(db: Database, accountId: number): Promise<readonly StoredSession[]> {
  const rows = await db<SessionRow>('sessions').where({ account_id: accountId }).orderBy('seen_at', 'desc');
  return rows.map(toSession);
}

/** Deletes sessions that have ended; gives how many. For a regular job. */
export function deleteEndedSessions(db: Database, at: Date): Promise<number> {
  const now = toStoredTime(at);
  return db('sessions').where('idle_ends_at', '<=', now).orWhere('ends_at', '<=', now).delete();
}

interface SessionRow {
  id: string;
  handle: string;
  kind: SessionKind;
  account_id: number | null;
  account_generation: number | null;
  csrf_token: string;
  address: string;
  user_agent: string;
  card_profile: string | null;
  card_fingerprint: string | null;
  created_at: string;
  seen_at: string;
  idle_ends_at: string;
  ends_at: string;
  refused_address: string | null;
}

function toRow(session: StoredSession): SessionRow {
  return {
    id: session.id,
    handle: session.handle,
    kind: session.kind,
    account_id: session.accountId,
    account_generation: session.accountGeneration,
    csrf_token: session.csrfToken,
    address: session.address,
    user_agent: session.userAgent,
    card_profile: session.card?.profile ?? null,
    card_fingerprint: session.card?.fingerprint ?? null,
    created_at: toStoredTime(session.createdAt),
    seen_at: toStoredTime(session.seenAt),
    idle_ends_at: toStoredTime(session.idleEndsAt),
    ends_at: toStoredTime(session.endsAt),
    refused_address: session.refusedAddress,
  };
}

function toSession(row: SessionRow): StoredSession {
  const { card_profile: profile, card_fingerprint: fingerprint } = row;
  return {
    id: row.id,
    handle: row.handle,
    kind: row.kind,
    accountId: row.account_id === null ? null : Number(row.account_id),
    accountGeneration: row.account_generation,
    csrfToken: row.csrf_token,
    address: row.address,
    userAgent: row.user_agent,
    card: profile === null || fingerprint === null ? null : { profile, fingerprint },
    createdAt: new Date(row.created_at),
    seenAt: new Date(row.seen_at),
    idleEndsAt: new Date(row.idle_ends_at),
    endsAt: new Date(row.ends_at),
    refusedAddress: row.refused_address,
  };
}
