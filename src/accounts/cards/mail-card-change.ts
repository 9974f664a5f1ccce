import type { Knex } from 'knex';
import type { CardIdentity, UnboundBy } from '../../certificates/index.js';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { AccountWithRanges } from '../account.js';
import { overseersOf } from './overseers.js';

/** Tells the holder that the first card was bound. */
export function mailCardBound(trx: Knex.Transaction, change: CardChange): Promise<void> {
  const { account, profile, at } = change;
  return enqueueMail(trx, {
    event: 'card-bound',
    to: account.email,
    language: account.language,
    params: { userName: account.userName, profile: profileOf(profile), boundAt: toStoredTime(at) },
    at,
  });
}

/** Tells the holder and those who watch over the account that another card took the place of the bound one. */
export async function mailCardReplaced(trx: Knex.Transaction, change: CardChange): Promise<void> {
  const { account, profile, at } = change;
  const facts = { userName: account.userName, profile: profileOf(profile), boundAt: toStoredTime(at) };
  for (const { to, reader, language } of await readersOf(trx, change)) {
    await enqueueMail(trx, { event: 'card-replaced', to, language, params: { ...facts, reader }, at });
  }
}

/** Tells the holder, and when it was the holder who did it also those who watch over the account, of an unbinding. */
export async function mailCardUnbound(
  trx: Knex.Transaction,
  change: CardChange & { readonly by: Exclude<UnboundBy, 'replaced'>; readonly reason: string },
): Promise<void> {
  const { account, profile, by, reason, at } = change;
  const facts = {
    userName: account.userName,
    profile: profileOf(profile),
    unboundAt: toStoredTime(at),
    by,
    reason,
  };
  const readers = await readersOf(trx, change);
  for (const { to, reader, language } of by === 'holder' ? readers : readers.slice(0, 1)) {
    await enqueueMail(trx, { event: 'card-unbound', to, language, params: { ...facts, reader }, at });
  }
}

export interface CardChange {
  readonly account: Pick<AccountWithRanges, 'id' | 'userName' | 'email' | 'language' | 'institution'>;
  readonly profile: CardIdentity['profile'];
  readonly at: Date;
}

/** The holder first. */
async function readersOf(trx: Knex.Transaction, { account }: CardChange) {
  const overseers = await overseersOf(trx, account);
  return [
    { to: account.email, reader: 'holder', language: account.language } as const,
    ...overseers.map((overseer) => ({ ...overseer, reader: 'overseer' }) as const),
  ];
}

function profileOf(profile: string): 'citizen' | 'medical' {
  return profile === 'medical' ? 'medical' : 'citizen';
}
