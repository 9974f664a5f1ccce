import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { scanLimits } from '../../documents/index.js';
import type { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import { declarationVersion } from '../declaration.js';
import { letFrame } from '../desk/let-frame.js';
import { findUnprintable } from '../form-pdf/draw-application-form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { eventsFor, readApplication } from '../reading/read-application.js';
import { listDocuments } from '../store/document-store.js';
import { listEvents } from '../store/event-store.js';
import { showForm } from './show-form.js';
import { stateToneForApplicant } from './state-tag.js';
import { viewerOf } from './who.js';

/** The application of the address, for somebody who may see it. */
export function readOwn(services: ApplicationPageServices, request: Request): Promise<ApplicationWithForm> {
  return readApplication(services, String(request.params.reference), viewerOf(request));
}

/** The page of one application: what is to do next, what was asked for, and what has happened. */
export async function showApplication(
  services: ApplicationPageServices,
  request: Request,
  response: Response,
  application: ApplicationWithForm,
  problem?: Problem,
): Promise<void> {
  const { db, keys, clock, render } = services;
  const documents = await listDocuments(db, application.id);
  const scan = documents.find(({ kind, replacedAt }) => kind === 'scan' && replacedAt === null);
  const events = await listEvents({ db, keys }, application);
  if (scan?.mediaType === 'application/pdf') letFrame(response);
  render(request, response, 'applications/institution/views/application.njk', {
    application,
    here: paths.own(application.reference),
    may: new Set(eventsFor(application, viewerOf(request))),
    tone: stateToneForApplicant(application.state),
    form: application.form === null ? undefined : showForm(application.form),
    unprintable: await unprintableOf(application),
    events,
    decision: events.findLast(({ to }) => to === 'returned'),
    // Each account of a form is decided on its own; some may be open.
    partly: application.items.some(({ outcome }) => outcome === 'approved') ? 'yes' : 'no',
    scan,
    mostMegabytes: scanLimits.bytes / 1_048_576,
    today: taipeiDate(clock()),
    declarationVersion,
    done: request.query.done,
    problem,
  });
}

/** Characters that the printed form cannot show, told while the answers can still be changed. */
async function unprintableOf({ state, form }: ApplicationWithForm): Promise<readonly string[]> {
  return state === 'draft' && form !== null ? findUnprintable(form) : [];
}
