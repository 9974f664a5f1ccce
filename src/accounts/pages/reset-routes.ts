import type { Request, Response } from 'express';
import { isMailAddress } from '../../mail/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import { type Form, formOf, type Route, type VisitSession, visitOf } from '../../web/index.js';
import { askReset } from '../password-reset/ask-reset.js';
import { resetMinutes } from '../password-reset/reset-limits.js';
import { resetPassword } from '../password-reset/reset-password.js';
import type { AccountServices } from '../services.js';
import { captchaAtField } from './captcha-at-field.js';
import { newPasswordOf } from './new-password.js';
import { passwordRules } from './password-rules.js';

/** Asking for the link that replaces a forgotten password, and the page it leads to. */
export function resetRoutes(services: AccountServices): readonly Route[] {
  const { render, passwordProfile, afterLogin } = services;
  const common = { who: 'anyone', beginsSession: true } as const;

  const showAsk = (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    render(request, response, 'accounts/views/forgotten.njk', { minutes: resetMinutes, ...model });

  const showReset = (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    render(request, response, 'accounts/views/reset.njk', {
      rules: passwordRules(passwordProfile),
      ...model,
    });

  return [
    {
      ...common,
      method: 'get',
      path: '/login/forgotten',
      takes: 'nothing',
      handle(request, response) {
        if (visitOf(request).actor !== undefined) return response.redirect(303, afterLogin);
        showAsk(request, response);
      },
    },
    {
      ...common,
      method: 'post',
      path: '/login/forgotten',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        try {
          const { id: sessionId } = sessionOf(request);
          refuseMissing(form);
          await askReset(services, {
            userName: form.text('userName'),
            email: form.text('email'),
            captcha: form.text('captcha'),
            sessionId,
            arrival: arrivalOf(request),
            language: visitOf(request).language,
          });
          response.redirect(303, '/login/forgotten/sent');
        } catch (problem) {
          if (!(problem instanceof Problem) || !isShown(problem)) throw problem;
          const values = { userName: form.text('userName'), email: form.text('email') };
          showAsk(request, response, { values, problem: captchaAtField(problem) });
        }
      },
    },
    {
      method: 'get',
      path: '/login/forgotten/sent',
      who: 'anyone',
      takes: 'nothing',
      handle: (request, response) =>
        render(request, response, 'accounts/views/forgotten-sent.njk', { minutes: resetMinutes }),
    },
    {
      ...common,
      method: 'get',
      path: '/login/reset',
      takes: 'nothing',
      handle: (request, response) => showReset(request, response),
    },
    {
      ...common,
      method: 'post',
      path: '/login/reset',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        const secret = secretOf(form);
        try {
          if (secret === '') throw new Problem('ERR_FIELDS', { fields: [linkMissing] });
          await resetPassword(services, { secret, ...newPasswordOf(form), arrival: arrivalOf(request) });
          response.redirect(303, '/login?password=reset');
        } catch (problem) {
          if (!(problem instanceof Problem) || !isShown(problem)) throw problem;
          const over = problem.code === 'ERR_PASSWORD_RESET_OVER';
          showReset(request, response, { problem, over, values: { link: secret } });
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

/** The secret alone, or the whole link as it was copied from the mail. */
function secretOf(form: Form): string {
  return form.text('link').split('#').at(-1) ?? '';
}

const linkMissing: FieldProblem = { field: 'link', code: 'ERR_PASSWORD_RESET_LINK' };

/** In the order of the page. */
const checks: readonly (readonly [field: string, holds: (text: string) => boolean, fault: FieldProblem])[] = [
  ['userName', isFilled, { field: 'userName', code: 'ERR_USER_NAME_MISSING' }],
  ['email', isMailAddress, { field: 'email', code: 'ERR_PASSWORD_RESET_EMAIL' }],
  ['captcha', isFilled, { field: 'captcha', code: 'ERR_LOGIN_CAPTCHA_MISSING' }],
];

function refuseMissing(form: Form): void {
  const fields = checks.filter(([field, holds]) => !holds(form.text(field))).map(([, , fault]) => fault);
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
}

function isFilled(text: string): boolean {
  return text !== '';
}

function arrivalOf(request: Request) {
  const { address, forwardedClient, reference } = visitOf(request);
  return { address, forwardedClient, reference };
}

/** An outage and a form from elsewhere have pages of their own. */
function isShown({ code, fields }: Problem): boolean {
  return fields.length > 0 || code === 'ERR_CAPTCHA' || code.startsWith('ERR_PASSWORD_RESET_');
}
