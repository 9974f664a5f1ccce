import type { CardAccount } from '../../certificates/index.js';
import type { Account } from '../account.js';

/** An account as a card is compared with it. */
export function cardHolder({ id, name, idLast4 }: Pick<Account, 'id' | 'name' | 'idLast4'>): CardAccount {
  return idLast4 === null ? { id, name } : { id, name, idLast4 };
}
