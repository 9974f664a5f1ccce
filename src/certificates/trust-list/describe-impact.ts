import type { Database } from '../../database/index.js';
import { accountsBoundUnder } from '../binding/store.js';
import type { ListInUse } from '../revocation/describe-lists.js';
import type { Authority } from '../trust.js';
import { leadsToAnchor } from './leads-to-anchor.js';
import type { TrustChange } from './proposal.js';
import type { ListSupervisors } from './services.js';
import { shortNameOf } from './subject-of.js';
import { type ListedAuthority, type TrustList, trustOf } from './trust-list.js';

/** What a change of the trust list brings about besides itself. Authorities are told by their short names. */
export interface Impact {
  /** Other authorities that become trusted. */
  readonly gained: readonly string[];
  /** Other authorities that stop being trusted. */
  readonly lost: readonly string[];
  /** How many other certificates on the list have the same key. */
  readonly sameKey: number;
  /** The added authority, if it needs a CRL and there is none. */
  readonly listMissing: readonly string[];
  /** How many accounts are bound to cards that cannot log in any more, and how many of these are supervisors'. */
  readonly accounts: number;
  readonly supervisors: number;
}

export interface ImpactOptions {
  readonly db: Database;
  readonly listSupervisors: ListSupervisors;
  readonly list: Pick<TrustList, 'entries'>;
  readonly lists: readonly ListInUse[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Works out what a change would bring about, without changing anything. */
export async function describeImpact(change: TrustChange, options: ImpactOptions): Promise<Impact> {
  const { db, listSupervisors, list, lists, at } = options;
  const { keyId } = change.authority;
  const [before, after] = [list.entries, entriesAfter(list.entries, change)].map((entries) =>
    trustedOf(entries, at),
  );
  const [trustedBefore, trustedAfter] = [before ?? [], after ?? []];
  const lostKeys = keysOf(trustedBefore).filter((key) => !keysOf(trustedAfter).includes(key));
  const accounts = await accountsBoundUnder(db, lostKeys);
  const supervisors = await listSupervisors(db);
  return {
    gained: namesOf(without(trustedAfter, [...trustedBefore, change.authority])),
    lost: namesOf(without(trustedBefore, [...trustedAfter, change.authority])),
    sameKey: without(
      list.entries.map(({ authority }) => authority),
      [change.authority],
    ).filter((authority) => authority.keyId === keyId).length,
    listMissing:
      needsList(change) && !lists.some(({ issuerKeyId }) => issuerKeyId === keyId)
        ? namesOf([change.authority])
        : [],
    accounts: accounts.length,
    supervisors: supervisors.filter(({ accountId }) => accounts.includes(accountId)).length,
  };
}

function entriesAfter(entries: readonly ListedAuthority[], change: TrustChange): readonly ListedAuthority[] {
  const { authority, revocation } = change;
  if (change.kind === 'add') return [...entries, { authority, revocation }];
  return change.kind === 'remove' ? entries.filter((entry) => !isSame(entry.authority, authority)) : entries;
}

function trustedOf(entries: readonly ListedAuthority[], at: number): readonly Authority[] {
  const trust = trustOf({ entries });
  return trust.authorities.filter((authority) => leadsToAnchor(authority, trust, at));
}

function without(authorities: readonly Authority[], others: readonly Authority[]): readonly Authority[] {
  return authorities.filter((authority) => !others.some((other) => isSame(authority, other)));
}

function isSame(one: Authority, other: Authority): boolean {
  return one.certificate.fingerprint === other.certificate.fingerprint;
}

function keysOf(authorities: readonly Authority[]): readonly string[] {
  return [...new Set(authorities.map(({ keyId }) => keyId))];
}

function namesOf(authorities: readonly Authority[]): readonly string[] {
  return authorities.map(({ certificate }) => shortNameOf(certificate));
}

function needsList({ kind, revocation }: TrustChange): boolean {
  return kind === 'add' && revocation !== 'ocsp';
}
