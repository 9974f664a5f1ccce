import type { Request, Response } from 'express';
import { issueChallenge } from '../../certificates/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import { type Form, formOf, localPath, type Route, type VisitSession, visitOf } from '../../web/index.js';
import { logIn } from '../login/log-in.js';
import type { AccountServices } from '../services.js';
import { setSessionCookie } from '../sessions/cookie.js';
import { whyEnded } from '../sessions/session-end.js';
import { userAgentOf } from '../sessions/session-source.js';
import { captchaAtField } from './captcha-at-field.js';
import { oldestCardAgent } from './oldest-card-agent.js';
import { readRememberedName, rememberName } from './remembered-name.js';

/** The login page, and the nonce it asks for before the card signs. */
export function loginRoutes(services: AccountServices): readonly Route[] {
  const { render, db, clock, randomBytes, cardAgentOrigin, afterLogin } = services;

  function showLogin(request: Request, response: Response, model: Readonly<Record<string, unknown>>): void {
    render(request, response, 'accounts/views/login.njk', {
      cardAgentOrigin,
      oldestCardAgent,
      next: localPath(request.query.next) ?? '',
      ...model,
    });
  }

  return [
    {
      method: 'get',
      path: '/login',
      who: 'anyone',
      takes: 'nothing',
      beginsSession: true,
      async handle(request, response) {
        if (visitOf(request).actor !== undefined) return response.redirect(303, afterLogin);
        const userName = readRememberedName(request);
        const values = { userName, remember: userName === '' ? [] : ['yes'] };
        const ended = await whyEnded(services, request);
        showLogin(request, response, { values, ended, passwordReset: request.query.password === 'reset' });
      },
    },
    {
      method: 'post',
      path: '/login/challenge',
      who: 'anyone',
      takes: 'json',
      async handle(request, response) {
        const { id } = sessionOf(request);
        response.json({ nonce: await issueChallenge(db, { sessionId: id, clock, random: randomBytes }) });
      },
    },
    {
      method: 'post',
      path: '/login',
      who: 'anyone',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        const next = localPath(form.text('next'));
        try {
          refuseMissing(form);
          const { secret, account } = await logIn(services, attemptOf(request, form));
          rememberName(response, form.has('remember') ? account.userName : undefined);
          setSessionCookie(response, secret);
          response.redirect(303, next ?? afterLogin);
        } catch (problem) {
          // Without the database there is no session either, and no form to show again.
          if (!(problem instanceof Problem) || problem.code === 'ERR_UNAVAILABLE') throw problem;
          if (problem.code === 'ERR_CARD_CODE_SENT') {
            rememberName(response, form.has('remember') ? form.text('userName') : undefined);
            return response.redirect(303, cardCodePage(next));
          }
          const values = { userName: form.text('userName'), remember: form.all('remember') };
          showLogin(request, response, { values, next: next ?? '', problem: captchaAtField(problem) });
        }
      },
    },
  ];
}

function sessionOf(request: Request): VisitSession {
  const { session } = visitOf(request);
  if (session === undefined) throw new Problem('ERR_FORM_EXPIRED');
  return session;
}

/** Where the mailed code is typed, with the page that was asked for. */
function cardCodePage(next: string | undefined): string {
  return next === undefined ? '/login/card-code' : `/login/card-code?next=${encodeURIComponent(next)}`;
}

/** In the order of the page. The PIN itself never arrives: what shows that it was typed is the card's token. */
const required: readonly (readonly [sent: string, fault: FieldProblem])[] = [
  ['userName', { field: 'userName', code: 'ERR_USER_NAME_MISSING' }],
  ['password', { field: 'password', code: 'ERR_PASSWORD_MISSING' }],
  ['token', { field: 'pin', code: 'ERR_LOGIN_CARD_MISSING' }],
  ['captcha', { field: 'captcha', code: 'ERR_LOGIN_CAPTCHA_MISSING' }],
];

function refuseMissing(form: Form): void {
  const fields = required.filter(([sent]) => form.secret(sent) === '').map(([, fault]) => fault);
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
}

function attemptOf(request: Request, form: Form) {
  const { address, forwardedClient, reference, language } = visitOf(request);
  return {
    userName: form.text('userName'),
    password: form.secret('password'),
    tokenText: form.secret('token'),
    challengeHolder: sessionOf(request).id,
    way: { kind: 'page', captcha: form.text('captcha') },
    arrival: { address, forwardedClient, reference },
    userAgent: userAgentOf(request),
    language,
  } as const;
}
