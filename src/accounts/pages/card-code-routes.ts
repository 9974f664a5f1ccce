import { Problem } from '../../problems/index.js';
import { formOf, localPath, type Route, visitOf } from '../../web/index.js';
import { cardCodeLimits } from '../cards/card-code.js';
import { findCardCode } from '../cards/card-code-store.js';
import { confirmCardCode } from '../cards/confirm-card-code.js';
import type { AccountServices } from '../services.js';
import { setSessionCookie } from '../sessions/cookie.js';
import { userAgentOf } from '../sessions/session-source.js';

/** Where the code is typed that was mailed because another card was used. */
export function cardCodeRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render, afterLogin } = services;
  const view = 'accounts/views/card-code.njk';
  return [
    {
      method: 'get',
      path: '/login/card-code',
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const { actor, session } = visitOf(request);
        if (actor !== undefined) return response.redirect(303, afterLogin);
        const code = session === undefined ? undefined : await findCardCode(db, session.id);
        const waits = code !== undefined && code.expiresAt > clock() && code.tries < cardCodeLimits.tries;
        if (!waits) return response.redirect(303, '/login');
        render(request, response, view, { ...cardCodeLimits, next: localPath(request.query.next) ?? '' });
      },
    },
    {
      method: 'post',
      path: '/login/card-code',
      who: 'anyone',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        const next = localPath(form.text('next'));
        const { session, address, forwardedClient, reference, language } = visitOf(request);
        try {
          const code = form.text('code');
          if (code === '') throw atCode('ERR_CARD_CODE_MISSING');
          const { secret } = await confirmCardCode(services, {
            code,
            challengeHolder: session?.id ?? '',
            way: { kind: 'page' },
            arrival: { address, forwardedClient, reference },
            userAgent: userAgentOf(request),
            language,
          });
          setSessionCookie(response, secret);
          response.redirect(303, next ?? afterLogin);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.code === 'ERR_UNAVAILABLE') throw problem;
          const shown =
            problem.code === 'ERR_CARD_CODE_WRONG' ? atCode(problem.code, problem.params) : problem;
          render(request, response, view, {
            ...cardCodeLimits,
            next: next ?? '',
            problem: shown,
            over: problem.code === 'ERR_CARD_CODE_OVER',
          });
        }
      },
    },
  ];
}

function atCode(code: 'ERR_CARD_CODE_MISSING' | 'ERR_CARD_CODE_WRONG', params: Problem['params'] = {}) {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'code', code, params }] });
}
