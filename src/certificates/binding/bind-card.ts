import type { Knex } from 'knex';
import { isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { CardIdentity } from '../identity.js';
import { namesMatch } from '../names-match.js';
import { accountsOfCard, cardsOfAccount, insertCard, touchCard } from './store.js';

/** What the card is compared with. */
export interface CardAccount {
  readonly id: number;
  readonly name: string;
  /** The last four characters of the holder's ID number, where the account has them. */
  readonly idLast4?: string;
}

export interface BindOptions {
  readonly account: CardAccount;
  /** What `validate` gave. */
  readonly identity: CardIdentity;
  readonly at: Date;
  /** Asked when the card serves other accounts already; without it, one card serves one account. */
  readonly mayShare?: (otherAccountIds: readonly number[]) => boolean | Promise<boolean>;
}

/**
 * Binds the first card used after an account opens, or checks that it is the bound one (card-login.md, "Binding").
 *
 * @param trx the login's transaction
 * @returns `bound-now` the first time, `known` after that
 * @throws Problem `ERR_CARD_OTHER_PERSON` when name or ID digits differ, `ERR_CARD_OTHER_CARD` when the account has
 *   another card, `ERR_CARD_BOUND_ELSEWHERE` when the card serves another account
 */
export async function bindOrCheckCard(
  trx: Knex.Transaction,
  options: BindOptions,
): Promise<'bound-now' | 'known'> {
  const first = await tryToBind(trx, options);
  // Another login bound this account or this card in between: its outcome is there to be read now.
  const outcome = first === 'overtaken' ? await tryToBind(trx, options) : first;
  if (outcome === 'overtaken') throw new Problem('ERR_CONFLICT', { detail: 'card binding overtaken twice' });
  return outcome;
}

async function tryToBind(
  trx: Knex.Transaction,
  options: BindOptions,
): Promise<'bound-now' | 'known' | 'overtaken'> {
  const { account, identity, at } = options;
  const bound = await cardsOfAccount(trx, account.id);
  const known = bound.find((card) => isSameCard(card, identity));
  if (known !== undefined) {
    await touchCard(trx, known.id, at);
    return 'known';
  }
  refuseOtherPerson(account, identity);
  const sharing = await refuseBoundElsewhere(trx, options);
  if (bound.length > 0) throw new Problem('ERR_CARD_OTHER_CARD');
  try {
    await insertCard(trx, { accountId: account.id, identity, at, sharing });
    return 'bound-now';
  } catch (error) {
    if (isDuplicate(error)) return 'overtaken';
    throw error;
  }
}

/** Whether a bound card is the one that was validated. */
export function isSameCard(
  card: { profile: string; issuerKeyId: string; subjectSerial: string },
  identity: CardIdentity,
): boolean {
  return (
    card.profile === identity.profile &&
    card.issuerKeyId === identity.issuerKeyId &&
    card.subjectSerial === identity.serialNumber
  );
}

/** @throws Problem `ERR_CARD_OTHER_PERSON` when name or ID digits differ */
export function refuseOtherPerson(account: CardAccount, identity: CardIdentity): void {
  if (!namesMatch(account.name, identity.name)) {
    throw new Problem('ERR_CARD_OTHER_PERSON', { detail: 'the names differ' });
  }
  // A medical card carries no ID digits; then the name decides alone.
  if (account.idLast4 === undefined || identity.idLast4 === undefined) return;
  if (account.idLast4.toUpperCase() !== identity.idLast4.toUpperCase()) {
    throw new Problem('ERR_CARD_OTHER_PERSON', { detail: 'the ID digits differ' });
  }
}

/**
 * @returns how the card may be bound
 * @throws Problem `ERR_CARD_BOUND_ELSEWHERE` when it serves another account and may not serve two
 */
export async function refuseBoundElsewhere(
  trx: Knex.Transaction,
  { identity, mayShare }: BindOptions,
): Promise<'exclusive' | 'shared'> {
  const others = await accountsOfCard(trx, identity);
  if (others.length === 0) return 'exclusive';
  if (mayShare !== undefined && (await mayShare(others))) return 'shared';
  throw new Problem('ERR_CARD_BOUND_ELSEWHERE');
}
