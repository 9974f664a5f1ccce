import type { Request, Response } from 'express';
import { isMailAddress } from '../../mail/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import { actedBy, type Form, formOf, type Route, type VisitSession, visitOf } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { foldReference } from '../verbs/receive-letter.js';
import { askProgress } from './ask-progress.js';
import { codeLimits } from './limits.js';
import { openProgress } from './open-progress.js';
import { openedRoutes } from './opened-routes.js';

/** How an application stands, for people without an account: number and address, the mailed code, the page. */
export function progressRoutes(services: ApplicationPageServices): readonly Route[] {
  const { clock, render } = services;
  const common = { who: 'anyone', beginsSession: true } as const;
  const byOf = (request: Request) => ({ ...actedBy(request), actor: null, at: clock() });

  function showCode(request: Request, response: Response, problem?: Problem): void {
    render(request, response, 'applications/progress/views/code.njk', {
      problem,
      over: problem?.code === 'ERR_APPLICATION_CODE_OVER',
      minutes: codeLimits.minutes,
    });
  }

  return [
    {
      ...common,
      method: 'get',
      path: '/progress',
      takes: 'nothing',
      handle(request, response) {
        // Mails lead here with the number.
        const reference = foldReference(String(request.query.number ?? ''));
        render(request, response, 'applications/progress/views/ask.njk', { values: { reference } });
      },
    },
    {
      ...common,
      method: 'post',
      path: '/progress',
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        try {
          const asked = readAsk(form);
          const { id: sessionId } = sessionOf(request);
          await askProgress(
            services,
            { ...asked, sessionId, language: visitOf(request).language },
            byOf(request),
          );
          response.redirect(303, '/progress/code');
        } catch (problem) {
          if (!(problem instanceof Problem) || !isShown(problem)) throw problem;
          const values = { reference: form.text('reference'), email: form.text('email') };
          render(request, response, 'applications/progress/views/ask.njk', { problem, values });
        }
      },
    },
    {
      ...common,
      method: 'get',
      path: '/progress/code',
      takes: 'nothing',
      handle: (request, response) => showCode(request, response),
    },
    {
      ...common,
      method: 'post',
      path: '/progress/code',
      takes: 'form',
      async handle(request, response) {
        const code = formOf(request).text('code');
        try {
          if (code === '') throw atCode('ERR_APPLICATION_CODE_MISSING');
          await openProgress(services, { code, sessionId: sessionOf(request).id }, byOf(request));
          response.redirect(303, '/progress/application');
        } catch (problem) {
          if (!(problem instanceof Problem) || !isShown(problem)) throw problem;
          const isWrong = problem.code === 'ERR_APPLICATION_CODE_WRONG';
          showCode(request, response, isWrong ? atCode(problem.code, problem.params) : problem);
        }
      },
    },
    ...openedRoutes(services),
  ];
}

function sessionOf(request: Request): VisitSession {
  const { session } = visitOf(request);
  if (session === undefined) throw new Problem('ERR_FORM_EXPIRED');
  return session;
}

function readAsk(form: Form): { readonly reference: string; readonly email: string } {
  const typed = form.text('reference');
  const email = form.text('email').normalize('NFKC');
  const reference = foldReference(typed);
  const fields: FieldProblem[] = [];
  if (typed === '') fields.push({ field: 'reference', code: 'ERR_APPLICATION_NUMBER_MISSING' });
  else if (reference === '') fields.push({ field: 'reference', code: 'ERR_APPLICATION_NUMBER_FORM' });
  if (email === '') fields.push({ field: 'email', code: 'ERR_APPLICATION_EMAIL_MISSING' });
  else if (!isMailAddress(email)) fields.push({ field: 'email', code: 'ERR_ACCOUNT_EMAIL' });
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  return { reference, email };
}

function atCode(code: FieldProblem['code'], params: FieldProblem['params'] = {}): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'code', code, params }] });
}

/** An outage and a form from elsewhere have pages of their own. */
function isShown({ code, fields }: Problem): boolean {
  return fields.length > 0 || code === 'ERR_TOO_MANY_REQUESTS' || code.startsWith('ERR_APPLICATION_CODE_');
}
