import type { Request, Response } from 'express';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { formOf, type Route } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName } from '../account-store.js';
import { actedBy } from '../acted-by.js';
import { findSharingPermit, permitCardSharing, withdrawCardSharing } from '../cards/card-sharing.js';
import type { AccountServices } from '../services.js';

/** Supervisors let an account use the card of another account of its institution, or take that back. */
export function cardSharingRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render } = services;

  async function show(
    request: Request,
    response: Response,
    account: AccountWithRanges,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const permit = await findSharingPermit(db, account.id);
    render(request, response, 'accounts/views/institution-card-sharing.njk', { account, permit, ...model });
  }

  return [
    {
      method: 'get',
      path,
      who: ['supervisor'],
      takes: 'nothing',
      async handle(request, response) {
        await show(request, response, await accountOf(services, request));
      },
    },
    {
      method: 'post',
      path,
      who: ['supervisor'],
      takes: 'form',
      async handle(request, response) {
        const account = await accountOf(services, request);
        const form = formOf(request);
        const reason = form.text('reason');
        const by = { ...actedBy(request), at: clock() };
        try {
          refuseUnlessReason(reason);
          await inTransaction(db, (trx) =>
            form.text('do') === 'withdraw'
              ? withdrawCardSharing(trx, account.id, reason, by)
              : permitCardSharing(trx, account.id, reason, by),
          );
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          return show(request, response, account, { problem, values: { reason } });
        }
        response.redirect(303, '/institution/cards?done=sharing');
      },
    },
  ];
}

const path = '/institution/cards/:userName/sharing';

/** In characters. */
const mostOfReason = 200;

function refuseUnlessReason(reason: string): void {
  if (reason !== '' && [...reason].length <= mostOfReason) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_CARD_SHARING_REASON' }] });
}

/** @throws Problem `ERR_ACCOUNT_UNKNOWN`, also for staff, who have no colleagues to share with */
async function accountOf({ db }: AccountServices, request: Request): Promise<AccountWithRanges> {
  const account = await findAccountByName(db, String(request.params.userName));
  if (account === undefined || account.institution === null) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  return account;
}
