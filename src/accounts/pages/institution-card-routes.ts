import type { Request, Response } from 'express';
import { cardsOfAccount } from '../../certificates/index.js';
import { type Database, inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { type Actor, actorOf, formOf, type Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName } from '../account-store.js';
import { actedBy } from '../acted-by.js';
import { showCard } from '../cards/show-card.js';
import { unbindCard } from '../cards/unbind-card.js';
import type { AccountServices } from '../services.js';
import { cardList, ownUnbindPage } from './card-list.js';

/** Who looks after other people's cards: managers for their institution, supervisors for everybody. */
export const whoOverseesCards: readonly Role[] = ['manager', 'supervisor'];

/** The cards of an institution's accounts, and unbinding one with a reason. */
export function institutionCardRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render } = services;

  async function showCheck(
    request: Request,
    response: Response,
    account: AccountWithRanges,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const [card] = await cardsOfAccount(db, account.id);
    if (card === undefined) throw new Problem('ERR_CARD_NOT_BOUND');
    render(request, response, 'accounts/views/institution-card-unbind.njk', {
      account,
      card: showCard(card),
      ...model,
    });
  }

  return [
    ...listRoutes(services, {
      path: '/institution/cards',
      who: whoOverseesCards,
      view: 'accounts/views/institution-cards.njk',
      list: (request) => cardList(actorOf(request), institutionIdOf(actorOf(request))),
      model: async (request) => ({
        ofAll: institutionIdOf(actorOf(request)) === undefined,
        done: request.query.done,
      }),
    }),
    {
      method: 'get',
      path: '/institution/cards/:userName/unbind',
      who: whoOverseesCards,
      takes: 'nothing',
      async handle(request, response) {
        const account = await accountOf(db, request);
        if (isOwn(request, account)) return response.redirect(303, ownUnbindPage);
        await showCheck(request, response, account);
      },
    },
    {
      method: 'post',
      path: '/institution/cards/:userName/unbind',
      who: whoOverseesCards,
      takes: 'form',
      async handle(request, response) {
        const account = await accountOf(db, request);
        if (isOwn(request, account)) return response.redirect(303, ownUnbindPage);
        const reason = formOf(request).text('reason');
        if (reason === '' || [...reason].length > mostOfReason) {
          const problem = new Problem('ERR_FIELDS', {
            fields: [{ field: 'reason', code: 'ERR_CARD_UNBIND_REASON' }],
          });
          return showCheck(request, response, account, { problem, values: { reason } });
        }
        const by = actorOf(request).role === 'supervisor' ? 'agency' : 'manager';
        await inTransaction(db, (trx) =>
          unbindCard(trx, account.id, { by, reason }, { ...actedBy(request), at: clock() }),
        );
        response.redirect(303, '/institution/cards?done=unbound');
      },
    },
  ];
}

const mostOfReason = 200;

/** Undefined for who may see every institution. */
function institutionIdOf({ role, institution }: Actor): number | undefined {
  if (role === 'supervisor') return undefined;
  if (institution === null) throw new TypeError('A manager belongs to an institution.');
  return institution.id;
}

/** @throws Problem `ERR_ACCOUNT_UNKNOWN` for other institutions' accounts as for those that do not exist */
async function accountOf(db: Database, request: Request): Promise<AccountWithRanges> {
  const institutionId = institutionIdOf(actorOf(request));
  const account = await findAccountByName(db, String(request.params.userName));
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  if (institutionId !== undefined && account.institution?.id !== institutionId) {
    throw new Problem('ERR_ACCOUNT_UNKNOWN');
  }
  return account;
}

function isOwn(request: Request, { id }: AccountWithRanges): boolean {
  return actorOf(request).accountId === id;
}
