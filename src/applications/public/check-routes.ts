import type { Request, Response } from 'express';
import { findInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy, formOf, type Route, visitOf } from '../../web/index.js';
import { findUnprintable } from '../form-pdf/draw-application-form.js';
import { type ApplicationForm, changesAsked } from '../forms/form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { holderOf } from './draft-cookie.js';
import { findDraft } from './draft-store.js';
import { filePublicApplication } from './file-public-application.js';
import type { PublicFlow } from './flow.js';
import { openDraft, showForm } from './form-routes.js';
import { showRanges } from './show-ranges.js';

/** Check your answers, the captcha, and the button that files. */
export function checkRoutes(services: ApplicationPageServices, flow: PublicFlow): readonly Route[] {
  const { db, clock, render, formSettings } = services;
  const common = { who: 'anyone', path: `${flow.path}/check`, beginsSession: true } as const;

  /** Shows the form itself again when it cannot be filed as it is. */
  async function show(request: Request, response: Response, problem?: Problem): Promise<void> {
    const draft = await openDraft(services, flow, request);
    if (draft === undefined) return leave(services, flow, request, response);
    const { values } = draft.content;
    const { form, fields } = flow.read(values, formSettings);
    if (form === undefined) {
      const unread = new Problem('ERR_FIELDS', { fields });
      return showForm(services, flow, request, response, { values, problem: unread });
    }
    render(request, response, 'applications/public/views/check.njk', {
      flow,
      problem,
      version: draft.version,
      institution: await findInstitution(db, form.institutionCode),
      unprintable: await findUnprintable(form),
      ...shown(form),
    });
  }

  return [
    {
      ...common,
      method: 'get',
      takes: 'nothing',
      handle: (request, response) => show(request, response),
    },
    {
      ...common,
      method: 'post',
      takes: 'form',
      async handle(request, response) {
        const { session, language } = visitOf(request);
        const holder = holderOf(request);
        if (session === undefined || holder === undefined) return response.redirect(303, flow.path);
        const form = formOf(request);
        const filing = {
          flow,
          holder,
          version: Number(form.text('version')),
          captcha: form.text('captcha'),
          sessionId: session.id,
          language,
        };
        try {
          // Nobody is logged in on these pages, also when somebody is.
          await filePublicApplication(services, filing, { ...actedBy(request), actor: null, at: clock() });
          services.wakeJobs();
          response.redirect(303, `${flow.path}/done`);
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          const place = places[problem.code];
          if (place === 'check') return show(request, response, atCaptcha(problem));
          if (place === 'begin') return response.redirect(303, flow.path);
          await showFormAgain(request, response, atInstitution(problem));
        }
      },
    },
  ];

  async function showFormAgain(request: Request, response: Response, problem: Problem): Promise<void> {
    const draft = await openDraft(services, flow, request);
    if (draft === undefined || problem.fields.length === 0) throw problem;
    await showForm(services, flow, request, response, { values: draft.content.values, problem });
  }
}

/** Where a refusal is shown that is not about a field of the form. */
const places: Readonly<Partial<Record<string, 'check' | 'begin'>>> = {
  ERR_CAPTCHA: 'check',
  ERR_APPLICATION_DRAFT_CHANGED: 'check',
  ERR_TOO_MANY_REQUESTS: 'check',
  ERR_APPLICATION_DRAFT_OVER: 'begin',
};

function atCaptcha(problem: Problem): Problem {
  if (problem.code !== 'ERR_CAPTCHA') return problem;
  return new Problem('ERR_FIELDS', { fields: [{ field: 'captcha', code: 'ERR_CAPTCHA' }] });
}

/** The institution may have lost its recognition since the form was checked. */
function atInstitution(problem: Problem): Problem {
  const { code, params } = problem;
  if (code !== 'ERR_APPLICATION_NOT_RECOGNISED' && code !== 'ERR_INSTITUTION_UNKNOWN') return problem;
  return new Problem('ERR_FIELDS', { fields: [{ field: 'institutionCode', code, params }] });
}

/** Who comes back after filing sees what it became; everybody else begins. */
async function leave(
  services: ApplicationPageServices,
  { kind, path }: PublicFlow,
  request: Request,
  response: Response,
): Promise<void> {
  const holder = holderOf(request);
  const draft = holder && (await findDraft(services, { holder, kind, at: services.clock() }));
  response.redirect(303, draft?.filedReference == null ? path : `${path}/done`);
}

/** What the page shows of a form besides its own fields. */
function shown(form: ApplicationForm) {
  if (form.kind === 'change') {
    return { form, changes: changesAsked(form), ranges: showRanges(form.changes.ranges?.to ?? []) };
  }
  const [account] = form.accounts;
  return { form, account, ranges: showRanges(account?.ranges ?? []) };
}
