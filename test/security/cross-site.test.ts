import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/app.js';
import { type Route, shellRoutes } from '../../src/web/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { ask } from '../web/support/ask.js';
import { type SignedIn, signIn } from './support/sign-in.js';

let installation: Installation;
let changing: readonly Route[];
let victim: SignedIn;

beforeAll(async () => {
  installation = await startInstallation();
  const routes = [
    ...shellRoutes(() => new Date()),
    ...routesOf(installation.gateway.services, () => undefined),
  ];
  changing = routes.filter(({ method }) => method !== 'get' && method !== 'options');
  victim = await signIn(installation, 'reporter01', 'browser');
}, 60_000);

afterAll(() => installation?.stop());

/** What a page of another site can make a browser send with the victim's cookie, were it not SameSite. */
const forgeries = [
  { type: 'application/x-www-form-urlencoded', body: 'a=1&_csrf=' },
  { type: 'text/plain', body: '{"a":1,"_csrf":"' },
  { type: 'multipart/form-data; boundary=x', body: multipart('_csrf', 'guess') },
  { type: 'application/json', body: '{"_csrf":{"length":43}}' },
] as const;

function multipart(name: string, value: string): string {
  return [
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ngeneral\r\n',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--x--\r\n',
  ].join('');
}

async function forge(route: Route, headers: Readonly<Record<string, string>>, body: string) {
  const path = route.path.replace(/:\w+/g, 'S1151122-YYYYYY');
  const length = String(Buffer.byteLength(body));
  return ask(installation.origin + path, {
    method: route.method.toUpperCase(),
    headers: { ...headers, 'content-length': length },
    body,
  });
}

describe.each(forgeries)('with a cookie and $type, without the session’s token', ({ type, body }) => {
  it('nothing is changed on any route', async () => {
    const before = await stateOfDatabase();
    for (const route of changing) {
      const { status } = await forge(route, { ...victim.headers, 'content-type': type }, body);
      expect([400, 403, 415], `${route.method} ${route.path}: ${status}`).toContain(status);
    }
    expect(await stateOfDatabase()).toEqual(before);
  });
});

it('the token of another session is as good as none', async () => {
  const other = await signIn(installation, 'manager01', 'browser');
  for (const route of changing) {
    const headers = {
      ...victim.headers,
      'x-csrf-token': other.csrfToken,
      'content-type': route.takes === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    };
    expect((await forge(route, headers, route.takes === 'json' ? '{}' : '')).status, route.path).toBe(403);
  }
});

it('logging a stranger in as the attacker needs the token of the stranger’s own session', async () => {
  const fields = { userName: 'reporter01', password: 'x', token: '{}', captcha: '246813' };
  const post = (headers: Readonly<Record<string, string>>, csrf: string) =>
    ask(`${installation.origin}/login`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...fields, _csrf: csrf }),
    });
  const attackers = await ask(`${installation.origin}/login`);
  const token = /name="_csrf" value="([^"]+)"/.exec(await attackers.text())?.[1] ?? '';
  const strangers = await ask(`${installation.origin}/login`);
  const cookie = strangers.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect((await post({ cookie }, token)).status).toBe(403);
  expect((await post({}, token)).status).toBe(403);
});

it('a method written in a header, a field or the query is not taken for the method', async () => {
  const { origin } = installation;
  const path = '/api/v1/session';
  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    const { status } = await ask(`${origin}${path}?_method=DELETE`, {
      headers: { ...victim.headers, [name]: 'DELETE' },
    });
    expect([name, status]).toEqual([name, 200]);
  }
  const posted = await ask(`${origin}/profile`, {
    method: 'POST',
    headers: { ...victim.headers, 'x-http-method-override': 'GET' },
    body: new URLSearchParams({ _method: 'GET' }),
  });
  expect(posted.status).toBe(403);
  expect((await ask(`${origin}${path}`, { headers: victim.headers })).status).toBe(200);
});

it('answers no preflight and names no other origin', async () => {
  for (const path of ['/', '/login', '/api/v1/session', '/submissions']) {
    const { headers } = await ask(installation.origin + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

describe('cookie and bearer token', () => {
  it('do not pass for one another', async () => {
    const program = await signIn(installation, 'reporter01', 'program');
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await ask(`${installation.origin}/api/v1/session`, { headers })).status;
    expect(await status({ authorization: `Bearer ${victim.secret}` })).toBe(401);
    expect(await status({ cookie: `__Host-jianbao=${program.secret}` })).toBe(401);
    expect(await status(program.headers)).toBe(200);
    expect(await status(victim.headers)).toBe(200);
  });

  it('an Authorization header of any kind takes the cookie’s place, and with it its rights', async () => {
    for (const authorization of ['Bearer x', 'Basic YTpi', 'Bearer', `bearer ${victim.secret}`]) {
      const { status } = await ask(`${installation.origin}/api/v1/submissions/S1151122-YYYYYY/cancel`, {
        method: 'POST',
        headers: { ...victim.headers, authorization },
      });
      expect([authorization, status]).toEqual([authorization, 401]);
    }
  });
});

/** Everything that a forged request could have changed. */
async function stateOfDatabase(): Promise<unknown> {
  const { db } = installation.gateway;
  const count = async (table: string) => Number((await db(table).count({ n: '*' }))[0]?.n);
  return {
    submissions: await count('submissions'),
    documents: await count('documents'),
    audit: await count('audit_entries'),
    accounts: await db('accounts').select('id', 'generation', 'mobile', 'password_hash'),
    victim: await db('sessions').where({ csrf_token: victim.csrfToken }).pluck('id'),
  };
}
