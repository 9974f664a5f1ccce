import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Knex } from 'knex';
import { toStoredTime } from '../clock.js';
import type { Role } from '../roles.js';
import { chainHash } from './chain.js';

/** What is written of an event. Health values, ID numbers, passwords and PINs never stand here. */
export interface AuditEvent {
  readonly at: Date;
  /** Who did it; null for the system itself and for people who are not signed in. */
  readonly actor: {
    readonly accountId: number;
    readonly userName: string;
    readonly role: Role;
    readonly institutionCode: string | null;
  } | null;
  /** The client's address, if a request caused it. */
  readonly address: string | null;
  /** `noun.verb`, e.g. `session.begin`, `submission.accept`. */
  readonly action: string;
  readonly target: { readonly kind: string; readonly reference: string } | null;
  readonly outcome: 'done' | 'refused';
  /** Before, after and cause, as JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Personal data that must be erasable: only a salted digest enters the chain, the salt stands beside it. */
  readonly personal?: Readonly<Record<string, string>>;
  /** The request's reference number. */
  readonly reference: string | null;
}

/**
 * Appends an entry to the chain, in the caller's transaction: if it cannot be written, the change does not happen. The
 * head row is locked until the commit, so call it after the change itself.
 *
 * @returns the entry's number in the chain, from 1
 */
export async function appendAudit(trx: Knex.Transaction, event: AuditEvent): Promise<number> {
  const head = await trx('audit_head').where({ id: 1 }).forUpdate().first<{ seq: number; hash: Buffer }>();
  if (head === undefined) throw new TypeError('The audit trail has no head row.');
  const seq = Number(head.seq) + 1;
  const salted = saltPersonal(event.personal ?? {});
  const bytes = Buffer.from(toCanonicalJson(seq, event, salted), 'utf8');
  const hash = chainHash(head.hash, bytes);
  await trx('audit_entries').insert({
    seq,
    previous_hash: head.hash,
    hash,
    at: toStoredTime(event.at),
    action: event.action,
    actor: event.actor?.userName ?? null,
    institution_code: event.actor?.institutionCode ?? null,
    bytes,
  });
  if (salted.length > 0)
    await trx('audit_salts').insert(salted.map(({ name, salt }) => ({ seq, name, salt })));
  await trx('audit_head').where({ id: 1 }).update({ seq, hash });
  return seq;
}

interface SaltedValue {
  readonly name: string;
  readonly salt: Buffer;
  readonly digest: string;
}

function saltPersonal(personal: Readonly<Record<string, string>>): SaltedValue[] {
  return Object.entries(personal).map(([name, value]) => {
    const salt = randomBytes(16);
    return { name, salt, digest: createHash('sha256').update(salt).update(value, 'utf8').digest('hex') };
  });
}

/** The stored form: RFC 8785 (JSON Canonicalization Scheme). */
function toCanonicalJson(seq: number, event: AuditEvent, salted: readonly SaltedValue[]): string {
  const json = canonicalize({
    seq,
    at: toStoredTime(event.at),
    actor: event.actor,
    address: event.address,
    action: event.action,
    target: event.target,
    outcome: event.outcome,
    detail: event.detail ?? {},
    personal: Object.fromEntries(salted.map(({ name, digest }) => [name, digest])),
    reference: event.reference,
  });
  if (json === undefined) throw new TypeError('An audit entry must be JSON.');
  return json;
}
