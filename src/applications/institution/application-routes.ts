import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { formOf, type Route, visitOf } from '../../web/index.js';
import type { ApplicationWithForm } from '../application.js';
import { declarationVersion } from '../declaration.js';
import { sendApplicationForm } from '../form-pdf/draw-application-form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { eventsFor } from '../reading/read-application.js';
import type { Order } from '../verbs/act.js';
import { confirm } from '../verbs/confirm.js';
import { startAgainFrom } from '../verbs/start-again.js';
import { submit } from '../verbs/submit.js';
import { withdraw } from '../verbs/withdraw.js';
import { readOwn, showApplication } from './application-page.js';
import { declarationFaults } from './declaration-tick.js';
import { deedOf } from './deed.js';
import { editPath } from './edit-routes.js';
import { viewerOf, whoApplies } from './who.js';

/** One application: its page, and what its buttons do. */
export function applicationPageRoutes(services: ApplicationPageServices): readonly Route[] {
  const path = '/applications/:reference';

  /** Does what a button says; what must be mended is told on the page of the application. */
  function button(name: string, act: (order: Order, request: Request) => Promise<string>): Route {
    return {
      method: 'post',
      path: `${path}/${name}`,
      who: whoApplies,
      takes: 'form',
      async handle(request, response) {
        const application = await readOwn(services, request);
        const version = Number(formOf(request).text('version'));
        try {
          response.redirect(303, await act({ reference: application.reference, version }, request));
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          await showApplication(services, request, response, await readOwn(services, request), problem);
        }
      },
    };
  }

  return [
    {
      method: 'get',
      path,
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        await showApplication(services, request, response, await readOwn(services, request));
      },
    },
    {
      method: 'get',
      path: `${path}/form.pdf`,
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        const application = await readOwn(services, request);
        await sendApplicationForm(response, application, visitOf(request).language);
      },
    },
    button('confirm', async (order, request) => {
      await confirm(services, order, deedOf(services, request));
      return `${paths.own(order.reference)}?done=confirmed`;
    }),
    button('submit', async (order, request) => {
      await submit(services, order, deedOf(services, request));
      return `${paths.own(order.reference)}?done=submitted`;
    }),
    button('withdraw', async (order, request) => {
      const { state } = await withdraw(services, order, deedOf(services, request));
      return state === 'withdrawn'
        ? `${paths.own(order.reference)}?done=withdrawn`
        : paths.own(order.reference);
    }),
    button('again', async ({ reference }, request) => {
      const fields = declarationFaults(formOf(request));
      const [first, ...others] = fields;
      if (first !== undefined) throw new Problem('ERR_FIELDS', { fields: [first, ...others] });
      const { language } = visitOf(request);
      const draft = await startAgainFrom(
        services,
        { reference, language, acceptedDeclaration: declarationVersion },
        deedOf(services, request),
      );
      return editPath(draft.reference);
    }),
    {
      method: 'get',
      path: `${path}/withdraw`,
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        askToWithdraw(services, request, response, await readOwn(services, request));
      },
    },
  ];
}

/** 取消申請 cannot be undone, so it is asked about once more. */
function askToWithdraw(
  { render }: ApplicationPageServices,
  request: Request,
  response: Response,
  application: ApplicationWithForm,
): void {
  const here = paths.own(application.reference);
  if (!eventsFor(application, viewerOf(request)).includes('withdraw')) {
    response.redirect(303, here);
    return;
  }
  render(request, response, 'applications/institution/views/withdraw.njk', { application, here });
}
