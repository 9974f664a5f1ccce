import type { Request, Response } from 'express';
import { cardsOfAccount, pastCardsOfAccount } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type Route, visitOf } from '../../web/index.js';
import { actedBy } from '../acted-by.js';
import { showCard } from '../cards/show-card.js';
import { unbindCard } from '../cards/unbind-card.js';
import { checkCurrentPassword } from '../check-current-password.js';
import type { AccountServices } from '../services.js';
import { setSessionCookie } from '../sessions/cookie.js';
import { renewSession } from './renew-session.js';

/** My cards: the bound one, those before it, and unbinding after the password was asked for again. */
export function myCardRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render } = services;

  async function showCheck(request: Request, response: Response, problem?: Problem): Promise<void> {
    const [card] = await cardsOfAccount(db, actorOf(request).accountId);
    if (card === undefined) return response.redirect(303, '/profile/cards');
    render(request, response, 'accounts/views/card-unbind.njk', { card: showCard(card), problem });
  }

  return [
    {
      method: 'get',
      path: '/profile/cards',
      who: 'signed-in',
      takes: 'nothing',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const [card] = await cardsOfAccount(db, accountId);
        const past = await pastCardsOfAccount(db, accountId);
        render(request, response, 'accounts/views/my-cards.njk', {
          card: card && showCard(card),
          past: past.map((one) => ({ ...one, ...showCard(one) })),
          done: request.query.done,
        });
      },
    },
    {
      method: 'get',
      path: '/profile/cards/unbind',
      who: 'signed-in',
      takes: 'nothing',
      handle: (request, response) => showCheck(request, response),
    },
    {
      method: 'post',
      path: '/profile/cards/unbind',
      who: 'signed-in',
      takes: 'form',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const { address } = visitOf(request);
        try {
          const password = formOf(request).secret('currentPassword');
          if (password === '') throw passwordMissing();
          await checkCurrentPassword(services, { accountId, address }, password);
          const by = { ...actedBy(request), at: clock() };
          const secret = await inTransaction(db, async (trx) => {
            const order = { by: 'holder', reason: '' } as const;
            const account = await unbindCard(trx, accountId, order, by);
            return renewSession(trx, services, request, account);
          });
          setSessionCookie(response, secret);
          response.redirect(303, '/profile/cards?done=unbound');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          await showCheck(request, response, problem);
        }
      },
    },
  ];
}

function passwordMissing(): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'currentPassword', code: 'ERR_PASSWORD_MISSING' }] });
}
