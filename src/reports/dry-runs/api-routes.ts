import { actedBy, actorOf, type Route, visitOf } from '../../web/index.js';
import { describeReport } from '../findings/describe-report.js';
import { lingerOnFailure } from '../pages/linger.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { readProgramFile } from '../submissions/read-program-file.js';
import { takeFile } from '../submissions/receive.js';
import { waitAsPreferred } from '../submissions/wait-as-preferred.js';
import { beginDryRun } from './begin-dry-run.js';
import { describeDryRun, dryRunsRoot as root } from './describe-dry-run.js';
import { ownDryRun } from './own-dry-run.js';
import { removeDryRun } from './remove-dry-run.js';
import { openFindings } from './seal-findings.js';
import { findDryRun, readSealedFindings } from './store.js';

/** Having a file judged without reporting it, for a hospital's own programs. */
export function dryRunApiRoutes(services: ReportServices): readonly Route[] {
  const { db, keys } = services;
  return [
    {
      method: 'post',
      path: root,
      who: whoReports,
      takes: 'stream',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const begun = await lingerOnFailure(request, async () => {
          const { institution, upload } = await takeFile(
            services,
            request,
            readProgramFile(services, request),
          );
          const by = actedBy(request);
          return beginDryRun(services, { ...upload, institutionId: institution.id, accountId, by });
        });
        const now = await waitAsPreferred(request, response, {
          look: async () => (await findDryRun(db, begun.number)) ?? begun,
          isUnderWay: ({ state }) => state === 'waiting',
          nextChange: services.nextJobEnd,
        });
        response.location(`${root}/${now.number}`);
        response.json(describeDryRun(now, visitOf(request).language));
      },
    },
    {
      method: 'get',
      path: `${root}/:dryRun`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const dryRun = await ownDryRun(services, request);
        response.json(describeDryRun(dryRun, visitOf(request).language));
      },
    },
    {
      method: 'get',
      path: `${root}/:dryRun/errors`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const { number } = await ownDryRun(services, request);
        const sealed = await readSealedFindings(db, number);
        const kept = sealed === null ? undefined : openFindings(keys, number, sealed);
        response.json(describeReport(kept, visitOf(request).language));
      },
    },
    {
      method: 'delete',
      path: `${root}/:dryRun`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const { number } = await ownDryRun(services, request);
        await removeDryRun(services, number, actedBy(request));
        response.status(204).end();
      },
    },
  ];
}
