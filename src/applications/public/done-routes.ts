import type { Request } from 'express';
import { maskAddress } from '../../mail/index.js';
import { type Route, visitOf } from '../../web/index.js';
import type { ApplicationWithForm } from '../application.js';
import { sendApplicationForm } from '../form-pdf/draw-application-form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { findApplication } from '../store/application-store.js';
import { holderOf } from './draft-cookie.js';
import { findDraft } from './draft-store.js';
import type { PublicFlow } from './flow.js';

/** The page after filing, with the number and what comes next; for the browser that filed, for some hours. */
export function doneRoutes(services: ApplicationPageServices, flow: PublicFlow): readonly Route[] {
  const { render } = services;
  return [
    {
      method: 'get',
      path: `${flow.path}/done`,
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const application = await filedOf(services, flow, request);
        if (application === undefined) return response.redirect(303, flow.path);
        render(request, response, 'applications/public/views/done.njk', {
          flow,
          application,
          email: maskAddress(application.form?.filler.email ?? ''),
          pdf: `${flow.path}/done/form.pdf`,
        });
      },
    },
    {
      method: 'get',
      path: `${flow.path}/done/form.pdf`,
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const application = await filedOf(services, flow, request);
        if (application === undefined) return response.redirect(303, flow.path);
        await sendApplicationForm(response, application, visitOf(request).language);
      },
    },
  ];
}

/** What the browser of a request has filed last, of this kind. */
async function filedOf(
  services: ApplicationPageServices,
  { kind }: PublicFlow,
  request: Request,
): Promise<ApplicationWithForm | undefined> {
  const holder = holderOf(request);
  const draft = holder && (await findDraft(services, { holder, kind, at: services.clock() }));
  const reference = draft?.filedReference ?? null;
  return reference === null ? undefined : findApplication(services, reference);
}
