import type { Knex } from 'knex';
import { Problem } from '../../problems/index.js';
import { isSameCard } from '../binding/bind-card.js';
import { type BoundCard, cardsOfAccount } from '../binding/store.js';
import type { CardIdentity } from '../identity.js';

/**
 * The card that an account is bound to, if it is the one that signed. Issuer, subject serial number and profile decide,
 * not the certificate: a card may sign documents with another key than the one it logs in with.
 *
 * @param trx the transaction in which the signature takes effect
 * @throws Problem ERR_SIGNATURE_OTHER_CARD
 */
export async function requireOwnCard(
  trx: Knex.Transaction,
  accountId: number,
  identity: CardIdentity,
): Promise<BoundCard> {
  const bound = await cardsOfAccount(trx, accountId);
  const card = bound.find((one) => isSameCard(one, identity));
  if (card === undefined) throw new Problem('ERR_SIGNATURE_OTHER_CARD');
  return card;
}
