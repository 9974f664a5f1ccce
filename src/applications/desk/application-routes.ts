import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, type Form, formOf, type Route } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import type { Deed } from '../verbs/act.js';
import { addNote } from '../verbs/add-note.js';
import { handOver } from '../verbs/hand-over.js';
import { takeForReview } from '../verbs/take-for-review.js';
import { showCase } from './show-case.js';
import { whoReviews } from './who.js';

/** One application at the desk: looking at it, taking it, handing it over, noting something for colleagues. */
export function applicationPageRoutes(services: ApplicationPageServices): readonly Route[] {
  const page = '/desk/applications/:reference';
  return [
    {
      method: 'get',
      path: page,
      who: whoReviews,
      takes: 'nothing',
      handle: (request, response) => showCase(services, request, response),
    },
    {
      method: 'post',
      path: `${page}/take`,
      who: ['reviewer'],
      takes: 'form',
      handle: (request, response) =>
        answer(services, request, response, 'taken', (form, by) =>
          takeForReview(services, orderOf(request, form), by),
        ),
    },
    {
      method: 'post',
      path: `${page}/hand-over`,
      who: whoReviews,
      takes: 'form',
      handle: (request, response) =>
        answer(services, request, response, 'handed-over', (form, by) => {
          const toAccountId = countOf(form.text('toAccountId'));
          return handOver(services, { ...orderOf(request, form), toAccountId }, by);
        }),
    },
    {
      method: 'post',
      path: `${page}/notes`,
      who: whoReviews,
      takes: 'form',
      handle: (request, response) =>
        answer(services, request, response, 'noted', (form, by) =>
          addNote(services, { reference: String(request.params.reference), note: form.text('note') }, by),
        ),
    },
  ];
}

/** Does it and leads back to the page; what is refused is told there, with what was typed. */
async function answer(
  services: ApplicationPageServices,
  request: Request,
  response: Response,
  done: string,
  act: (form: Form, by: Deed) => Promise<unknown>,
): Promise<void> {
  const form = formOf(request);
  try {
    await act(form, { ...actedBy(request), at: services.clock() });
    services.wakeJobs();
    response.redirect(303, `${paths.desk(String(request.params.reference))}?done=${done}`);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code === 'ERR_APPLICATION_UNKNOWN') throw problem;
    const values = { note: form.text('note'), toAccountId: form.text('toAccountId') };
    await showCase(services, request, response, { problem, values });
  }
}

/** The application of the address, and the version that the form was made from. */
export function orderOf(request: Request, form: Form) {
  return { reference: String(request.params.reference), version: countOf(form.text('version')) };
}

/** A text that is no number counts as none. */
function countOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
