import type { Request, Response } from 'express';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type Route } from '../../web/index.js';
import { findAccount } from '../account-store.js';
import { actedBy } from '../acted-by.js';
import { completeProfile } from '../complete-profile.js';
import { replacePassword } from '../replace-password.js';
import type { AccountServices } from '../services.js';
import { setSessionCookie } from '../sessions/cookie.js';
import { newPasswordOf } from './new-password.js';
import { passwordRules } from './password-rules.js';
import { profileFormOf } from './profile-form.js';
import { renewSession } from './renew-session.js';

/** The first login: the one-time password is replaced, then the profile completed, before anything else. */
export function firstLoginRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render, afterLogin, passwordProfile } = services;
  const common = { who: 'signed-in', duringFirstLogin: true } as const;

  function showPassword(request: Request, response: Response, problem?: Problem): void {
    render(request, response, 'accounts/views/first-password.njk', {
      problem,
      rules: passwordRules(passwordProfile),
    });
  }

  async function showProfile(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ) {
    const account = await findAccount(db, actorOf(request).accountId);
    render(request, response, 'accounts/views/first-profile.njk', { account, ...model });
  }

  return [
    {
      ...common,
      method: 'get',
      path: '/first-login/password',
      takes: 'nothing',
      handle(request, response) {
        const { mustDo } = actorOf(request);
        if (mustDo !== 'replace-password') return response.redirect(303, nextStep(mustDo, afterLogin));
        showPassword(request, response);
      },
    },
    {
      ...common,
      method: 'post',
      path: '/first-login/password',
      takes: 'form',
      async handle(request, response) {
        const { accountId, mustDo } = actorOf(request);
        if (mustDo !== 'replace-password') return response.redirect(303, nextStep(mustDo, afterLogin));
        try {
          const order = { accountId, ...newPasswordOf(formOf(request)) };
          const by = { ...actedBy(request), at: clock() };
          const secret = await replacePassword(db, services, order, by, (trx, account) =>
            renewSession(trx, services, request, account),
          );
          setSessionCookie(response, secret);
          response.redirect(303, '/first-login/profile');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          showPassword(request, response, problem);
        }
      },
    },
    {
      ...common,
      method: 'get',
      path: '/first-login/profile',
      takes: 'nothing',
      async handle(request, response) {
        const { mustDo } = actorOf(request);
        if (mustDo !== 'complete-profile') return response.redirect(303, nextStep(mustDo, afterLogin));
        await showProfile(request, response);
      },
    },
    {
      ...common,
      method: 'post',
      path: '/first-login/profile',
      takes: 'form',
      async handle(request, response) {
        const { accountId, mustDo } = actorOf(request);
        if (mustDo !== 'complete-profile') return response.redirect(303, nextStep(mustDo, afterLogin));
        const values = profileFormOf(formOf(request));
        try {
          const by = { ...actedBy(request), at: clock() };
          await inTransaction(db, (trx) => completeProfile(trx, accountId, values, by));
          response.redirect(303, '/first-login/done');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.fields.length === 0) throw problem;
          await showProfile(request, response, { values, problem });
        }
      },
    },
    {
      ...common,
      method: 'get',
      path: '/first-login/done',
      takes: 'nothing',
      handle(request, response) {
        const { mustDo } = actorOf(request);
        if (mustDo !== 'nothing') return response.redirect(303, nextStep(mustDo, afterLogin));
        render(request, response, 'accounts/views/first-done.njk', { afterLogin });
      },
    },
  ];
}

function nextStep(mustDo: 'nothing' | 'replace-password' | 'complete-profile', afterLogin: string): string {
  if (mustDo === 'replace-password') return '/first-login/password';
  return mustDo === 'complete-profile' ? '/first-login/profile' : afterLogin;
}
