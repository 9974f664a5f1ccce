import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, formOf, type Route, visitOf } from '../../web/index.js';
import type { ApplicationWithForm } from '../application.js';
import { sendApplicationForm } from '../form-pdf/draw-application-form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { changeFlow } from '../public/change-flow.js';
import { holderFor } from '../public/draft-cookie.js';
import { writeDraft } from '../public/draft-store.js';
import { newAccountFlow } from '../public/new-account-flow.js';
import { eventsFor } from '../reading/read-application.js';
import { listEvents } from '../store/event-store.js';
import { formToStartFrom } from '../verbs/start-again.js';
import { withdraw } from '../verbs/withdraw.js';
import { dropAsk } from './ask-store.js';
import { openedApplication } from './open-progress.js';
import { returnOf, stepsOf } from './show-progress.js';

/** What the mailed code opens: how the application stands, withdrawing it, beginning again from a returned one. */
export function openedRoutes(services: ApplicationPageServices): readonly Route[] {
  const { db, clock, render, randomBytes } = services;
  const common = { who: 'anyone', beginsSession: true } as const;

  /** Gives the application to `work`; whose page is not open, or not any more, begins at the number. */
  function whenOpen(
    work: (request: Request, response: Response, application: ApplicationWithForm) => Promise<void>,
  ): Route['handle'] {
    return async (request, response) => {
      const sessionId = visitOf(request).session?.id;
      const application = sessionId && (await openedApplication(services, { sessionId, at: clock() }));
      if (!application) return response.redirect(303, '/progress');
      await work(request, response, application);
    };
  }

  async function show(
    request: Request,
    response: Response,
    application: ApplicationWithForm,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const events = await listEvents(services, application);
    const may = eventsFor(application, null);
    render(request, response, 'applications/progress/views/application.njk', {
      application,
      steps: stepsOf(application, events),
      returned: application.state === 'returned' ? returnOf(events) : undefined,
      mayWithdraw: may.includes('withdraw'),
      mayStartAgain: mayStartAgain(application),
      pdf: application.form === null ? undefined : '/progress/form.pdf',
      ...model,
    });
  }

  return [
    { ...common, method: 'get', path: '/progress/application', takes: 'nothing', handle: whenOpen(show) },
    {
      ...common,
      method: 'get',
      path: '/progress/form.pdf',
      takes: 'nothing',
      handle: whenOpen((request, response, application) =>
        sendApplicationForm(response, application, visitOf(request).language),
      ),
    },
    {
      ...common,
      method: 'get',
      path: '/progress/withdraw',
      takes: 'nothing',
      handle: whenOpen(async (request, response, application) => {
        if (!eventsFor(application, null).includes('withdraw'))
          return response.redirect(303, '/progress/application');
        render(request, response, 'applications/progress/views/withdraw.njk', { application });
      }),
    },
    {
      ...common,
      method: 'post',
      path: '/progress/withdraw',
      takes: 'form',
      handle: whenOpen(async (request, response, { reference }) => {
        const version = Number(formOf(request).text('version'));
        try {
          await withdraw(services, { reference, version }, { ...actedBy(request), actor: null, at: clock() });
          services.wakeJobs();
          response.redirect(303, '/progress/application');
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.status !== 409) throw problem;
          // What was done meanwhile is shown with the refusal.
          await whenOpen((...now) => show(...now, { problem }))(request, response);
        }
      }),
    },
    {
      ...common,
      method: 'post',
      path: '/progress/again',
      takes: 'form',
      handle: whenOpen(async (request, response, application) => {
        if (!mayStartAgain(application)) throw new Problem('ERR_APPLICATION_STATE');
        const flow = application.kind === 'change' ? changeFlow : newAccountFlow;
        const values = flow.valuesOf(formToStartFrom(application));
        const holder = holderFor(request, response, randomBytes);
        // The declaration is accepted anew.
        const content = { acceptedDeclaration: '', previousReference: application.reference, values };
        await writeDraft(services, { holder, kind: flow.kind, at: clock() }, content);
        response.redirect(303, flow.path);
      }),
    },
    {
      ...common,
      method: 'post',
      path: '/progress/close',
      takes: 'form',
      async handle(request, response) {
        const { session } = visitOf(request);
        if (session !== undefined) await dropAsk(db, session.id);
        response.redirect(303, '/progress');
      },
    },
  ];
}

/** What was filed by somebody logged in is begun again by somebody logged in. */
function mayStartAgain({ state, filedBy, form }: ApplicationWithForm): boolean {
  return state === 'returned' && filedBy === null && form !== null;
}
