import type { Request, Response } from 'express';
import {
  checkApplication,
  type ListScope,
  listApplications,
  listEvents,
  listNotes,
  readApplication,
} from '../../applications/index.js';
import { translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, visitOf } from '../../web/index.js';
import { readCursor, writeCursor } from '../requests/cursor.js';
import { readQuery } from '../requests/read-query.js';
import { applicationQuery } from '../schemas/orders.js';
import type { ApiServices } from '../services.js';
import { answerApplication, referenceOf, viewerOf } from './answer.js';
import { describeEvent, describeLine } from './describe.js';

/** A run of the applications that the one who asks may see. */
export async function answerList(services: ApiServices, request: Request, response: Response): Promise<void> {
  const query = readQuery(applicationQuery, request);
  const { sort = 'createdAt', direction = 'descending', limit = 50, cursor } = query;
  const order = { sort, direction } as const;
  const { rows, next } = await listApplications(
    services.db,
    scopeOf(request),
    { ...query, states: query.state, institutionCode: query.institution },
    { ...order, limit, behind: cursor === undefined ? undefined : readCursor(order, cursor) },
  );
  response.json({
    applications: rows.map((row) => describeLine(row, viewerOf(request))),
    next: next === undefined ? null : writeCursor(order, next),
  });
}

/** One application. */
export async function answerOne(services: ApiServices, request: Request, response: Response): Promise<void> {
  await answerApplication(services, request, response, await applicationOf(services, request));
}

/** What happened to it. */
export async function answerHistory(services: ApiServices, request: Request, response: Response) {
  const viewer = viewerOf(request);
  const events = await listEvents(services, await applicationOf(services, request));
  response.json({ events: events.map((event) => describeEvent(event, viewer)) });
}

/** What the system has checked. */
export async function answerChecks(services: ApiServices, request: Request, response: Response) {
  const { language } = visitOf(request);
  const checks = await checkApplication(services, await applicationOf(services, request), services.clock());
  response.json({
    checks: checks.map(({ name, outcome, what }) => ({
      name,
      outcome,
      sentence: translate(language, `applications.check.${name}.${outcome}`, { what }),
    })),
  });
}

/** The notes of colleagues. */
export async function answerNotes(services: ApiServices, request: Request, response: Response) {
  const notes = await listNotes(services, await applicationOf(services, request));
  response.json({
    notes: notes.map(({ at, author, text }) => ({ at: at.toISOString(), author: author.userName, text })),
  });
}

/** @throws Problem `ERR_APPLICATION_UNKNOWN` for what does not exist for the one who asks */
export function applicationOf(services: ApiServices, request: Request) {
  return readApplication(services, referenceOf(request), viewerOf(request));
}

function scopeOf(request: Request): ListScope {
  const { role, institution, accountId } = actorOf(request);
  if (role === 'reviewer' || role === 'supervisor') return { kind: 'agency' };
  if (role === 'reporter') return { kind: 'own', accountId };
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  return { kind: 'institution', institutionId: institution.id, accountId };
}
