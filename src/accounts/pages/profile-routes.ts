import type { Request, Response } from 'express';
import { cardsOfAccount } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type Route, visitOf } from '../../web/index.js';
import { findAccount } from '../account-store.js';
import { actedBy } from '../acted-by.js';
import { checkCurrentPassword } from '../check-current-password.js';
import { completeProfile } from '../complete-profile.js';
import { mailPasswordChanged } from '../password-reset/mail-password-changed.js';
import { replacePassword } from '../replace-password.js';
import type { AccountServices } from '../services.js';
import { setSessionCookie } from '../sessions/cookie.js';
import { newPasswordOf } from './new-password.js';
import { passwordRules } from './password-rules.js';
import { profileFormOf } from './profile-form.js';
import { renewSession } from './renew-session.js';

/** My profile, and changing my password. */
export function profileRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render, passwordProfile } = services;

  async function showProfile(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ) {
    const account = await findAccount(db, actorOf(request).accountId);
    if (account === undefined) throw new Problem('ERR_SIGN_IN_REQUIRED');
    const { telephone, telephoneExtension, mobile } = account;
    render(request, response, 'accounts/views/profile.njk', {
      account,
      ranges: account.ranges.map(formatOnForm),
      cards: await cardsOfAccount(db, account.id),
      values: { telephone, telephoneExtension, mobile },
      ...model,
    });
  }

  function showPassword(request: Request, response: Response, problem?: Problem): void {
    render(request, response, 'accounts/views/password.njk', {
      problem,
      rules: passwordRules(passwordProfile),
    });
  }

  return [
    {
      method: 'get',
      path: '/profile',
      who: 'signed-in',
      takes: 'nothing',
      handle: (request, response) => showProfile(request, response, { saved: request.query.saved }),
    },
    {
      method: 'post',
      path: '/profile',
      who: 'signed-in',
      takes: 'form',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const account = await findAccount(db, accountId);
        // The registered address was confirmed at the first login; it changes by application only.
        const values = { ...profileFormOf(formOf(request)), email: account?.email ?? '' };
        try {
          const by = { ...actedBy(request), at: clock() };
          await inTransaction(db, (trx) => completeProfile(trx, accountId, values, by));
          response.redirect(303, '/profile?saved=profile');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          await showProfile(request, response, { values, problem });
        }
      },
    },
    {
      method: 'get',
      path: '/profile/password',
      who: 'signed-in',
      takes: 'nothing',
      handle: (request, response) => showPassword(request, response),
    },
    {
      method: 'post',
      path: '/profile/password',
      who: 'signed-in',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        const { accountId } = actorOf(request);
        try {
          const order = { accountId, ...newPasswordOf(form) };
          await checkCurrentPassword(
            services,
            { ...visitOf(request), accountId },
            form.secret('currentPassword'),
          );
          const by = { ...actedBy(request), at: clock() };
          const { address } = visitOf(request);
          const secret = await replacePassword(db, services, order, by, async (trx, account) => {
            await mailPasswordChanged(trx, account, { by: 'profile', address, at: by.at });
            return renewSession(trx, services, request, account);
          });
          setSessionCookie(response, secret);
          response.redirect(303, '/profile?saved=password');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          showPassword(request, response, problem);
        }
      },
    },
  ];
}
