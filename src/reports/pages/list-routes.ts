import type { Request } from 'express';
import { taipeiDate } from '../../clock.js';
import { endingSoon, findInstitution } from '../../institutions/index.js';
import { actorOf, type Route } from '../../web/index.js';
import { listRoutes as routesOf } from '../../web/lists/index.js';
import type { ReportServices } from '../services.js';
import { countAwaiting } from '../submissions/count-awaiting.js';
import { submissionList } from './submission-list.js';
import { whoReports } from './who.js';

/** The list of the institution's submissions, as a page and as files. */
export function listRoutes(services: ReportServices): readonly Route[] {
  return routesOf(services, {
    path: '/submissions',
    who: whoReports,
    view: 'reports/views/list.njk',
    list: (request) => submissionList(institutionOf(request)),
    model: async (request) => ({
      awaiting: await countAwaiting(services.db, institutionOf(request)),
      ending: await recognitionEnds(services, request),
    }),
  });
}

/** The recognitions of the visitor's institution that end soon. */
async function recognitionEnds({ db, clock }: ReportServices, request: Request) {
  const institution = await findInstitution(db, actorOf(request).institution?.code ?? '');
  return endingSoon(institution?.recognitions ?? [], taipeiDate(clock()));
}

function institutionOf(request: Request): number {
  const { institution } = actorOf(request);
  if (institution === null) throw new TypeError('Only people of institutions see submissions.');
  return institution.id;
}
