import type { Database } from '../../../src/database/index.js';
import { listRoutes } from '../../../src/web/lists/index.js';
import { ask } from '../support/ask.js';
import { person, type StartedShell, startShell, testMoment } from '../support/start-shell.js';
import { parcelList } from './parcels.js';

/** The list of parcels inside the real shell, asked by a supervisor. */
export async function startListSite(db: Database, owner?: string) {
  const shell: StartedShell = await startShell({
    routes: (render) => [
      ...listRoutes(
        { db, render, clock: () => testMoment },
        { path: '/parcels', who: ['supervisor'], view: 'web/lists/page.njk', list: () => parcelList(owner) },
      ),
    ],
  });
  const { headers } = shell.sessions.open(person('supervisor'));
  return {
    shell,
    headers,
    ask: (path: string, language: 'zh-Hant' | 'en' = 'en') =>
      ask(`${shell.url}${path}`, { headers: { cookie: `${headers.cookie}; lang=${language}` } }),
  };
}
