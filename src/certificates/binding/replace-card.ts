import type { Knex } from 'knex';
import { isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { type BindOptions, isSameCard, refuseBoundElsewhere, refuseOtherPerson } from './bind-card.js';
import { cardsOfAccount, insertCard, touchCard, unbindCards } from './store.js';

/**
 * Binds another card of the same person in place of the one that is bound; the old binding stays in the history.
 * Whether the holder confirmed it is the caller's question.
 *
 * @param trx a transaction that holds the account's row
 * @returns `known` when the card is the bound one already
 * @throws Problem `ERR_CARD_OTHER_PERSON` or `ERR_CARD_BOUND_ELSEWHERE`
 */
export async function replaceCard(
  trx: Knex.Transaction,
  options: BindOptions,
): Promise<'replaced' | 'known'> {
  const { account, identity, at } = options;
  const bound = await cardsOfAccount(trx, account.id);
  const known = bound.find((card) => isSameCard(card, identity));
  if (known !== undefined) {
    await touchCard(trx, known.id, at);
    return 'known';
  }
  refuseOtherPerson(account, identity);
  const sharing = await refuseBoundElsewhere(trx, options);
  await unbindCards(trx, { accountId: account.id, at, by: 'replaced' });
  try {
    await insertCard(trx, { accountId: account.id, identity, at, sharing });
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('ERR_CARD_BOUND_ELSEWHERE', { cause: error });
    throw error;
  }
  return 'replaced';
}
