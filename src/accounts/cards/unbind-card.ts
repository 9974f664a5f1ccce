import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { cardsOfAccount, type UnboundBy, unbindCards } from '../../certificates/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { lockAccount, updateAccountAndEndSessions } from '../account-store.js';
import type { ActedBy } from '../acted-by.js';
import { dropCardCode } from './card-code-store.js';
import { mailCardUnbound } from './mail-card-change.js';

/**
 * Unbinds the card of an account, so that the next one its holder logs in with is bound; ends the account's sessions and
 * any code that waits. Whether it may be done is the caller's question.
 *
 * @param order.reason what the holder is told; empty when the holder does it
 * @returns the account with its new generation, for a session that goes on (`renewSession`)
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`, or `ERR_CARD_NOT_BOUND` when there is none, also of two that come at once
 */
export async function unbindCard(
  trx: Knex.Transaction,
  accountId: number,
  order: {
    readonly by: Exclude<UnboundBy, 'replaced'>;
    readonly reason: string;
  },
  { at, ...actedBy }: ActedBy & { readonly at: Date },
): Promise<AccountWithRanges> {
  const account = await lockAccount(trx, accountId);
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const [card] = await cardsOfAccount(trx, accountId);
  if (card === undefined) throw new Problem('ERR_CARD_NOT_BOUND');
  const { by, reason } = order;
  await unbindCards(trx, { accountId, at, by });
  await dropCardCode(trx, accountId);
  await updateAccountAndEndSessions(trx, accountId, {});
  await mailCardUnbound(trx, { account, profile: card.profile, by, reason, at });
  await appendAudit(trx, {
    ...actedBy,
    at,
    action: 'card.unbind',
    target: { kind: 'account', reference: account.userName },
    outcome: 'done',
    detail: { by, reason, card: card.profile, boundAt: card.boundAt.toISOString() },
  });
  return { ...account, generation: account.generation + 1 };
}
