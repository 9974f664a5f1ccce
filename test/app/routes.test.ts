import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/app.js';
import { type Role, roles } from '../../src/roles.js';
import { type Route, shellRoutes } from '../../src/web/index.js';
import { type Installation, startInstallation } from '../support/installation.js';

interface PinnedRoute {
  readonly method: string;
  readonly path: string;
  readonly who: Route['who'];
}

const pinned = JSON.parse(readFileSync('test/app/pinned-routes.json', 'utf8')) as PinnedRoute[];
/** The demo's people who are past their first login, one for each role. */
const userNames: Readonly<Record<Role, string>> = {
  manager: 'manager01',
  reporter: 'reporter01',
  reviewer: 'reviewer01',
  supervisor: 'supervisor01',
};

let installation: Installation;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  installation = await startInstallation();
  for (const role of roles) tokens.set(role, await installation.logIn(userNames[role]));
}, 60_000);

afterAll(() => installation?.stop());

it('has exactly the routes that are pinned, for exactly those people', () => {
  const routes = [
    ...shellRoutes(() => new Date()),
    ...routesOf(installation.gateway.services, () => undefined),
  ];
  expect(routes.map(({ method, path, who }) => ({ method, path, who })).sort(byPath)).toEqual(
    [...pinned].sort(byPath),
  );
});

describe.each(pinned)('$method $path', ({ method, path, who }) => {
  it('is refused to everybody it is not for', async () => {
    for (const role of roles) {
      if (who === 'anyone' || who === 'signed-in' || who.includes(role)) continue;
      const response = await ask(method, path, tokens.get(role));
      expect(`${role} ${response.status}`).toBe(`${role} 403`);
    }
  });

  it('asks those who are not signed in to log in, unless it is for anyone', async () => {
    const response = await ask(method, path, undefined);
    if (who === 'anyone') expect(response.headers.get('location') ?? '').not.toMatch(/\/login\?next/);
    else if (method === 'get' && !path.startsWith('/api/')) {
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        `/login?next=${encodeURIComponent(example(path))}`,
      ]);
    } else expect(response.status).toBe(401);
  });

  it('lets in those it is for', async () => {
    if (endsSessions(method, path)) return;
    for (const role of roles) {
      if (who !== 'signed-in' && (who === 'anyone' || !who.includes(role))) continue;
      const response = await ask(method, path, tokens.get(role));
      expect(`${role} ${response.status}`).not.toMatch(/ (401|403|405|5\d\d)$/);
    }
  });
});

/** Asked as itself, such a route would take the session from the tests that follow. */
function endsSessions(method: string, path: string): boolean {
  return (
    (method === 'delete' && path === '/api/v1/session') ||
    path === '/logout' ||
    path.startsWith('/first-login')
  );
}

function ask(method: string, path: string, token: string | undefined): Promise<Response> {
  const hasBody = method === 'post' || method === 'put';
  return fetch(installation.origin + example(path), {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(hasBody && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(hasBody && { body: '' }),
  });
}

/** A path in which each parameter names something that does not exist. */
function example(path: string): string {
  return path.replace(/:\w+/gu, 'S1151122-ZZZZZZ');
}

function byPath(a: PinnedRoute, b: PinnedRoute): number {
  return `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1;
}
