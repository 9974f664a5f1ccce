import { beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/problems/index.js';
import { formOf, type Route, visitOf } from '../../src/web/index.js';
import { jsonOf, type Question, ask as send } from './support/ask.js';
import { person, type StartedShell, startShell } from './support/start-shell.js';

let shell: StartedShell;

const answer: Route['handle'] = (_request, response) => void response.json({ ok: true });

const routes: readonly Route[] = [
  { method: 'get', path: '/open', who: 'anyone', takes: 'nothing', handle: answer },
  { method: 'get', path: '/login', who: 'anyone', takes: 'nothing', beginsSession: true, handle: answer },
  {
    method: 'post',
    path: '/form',
    who: 'anyone',
    takes: 'form',
    handle: (request, response) => void response.json({ name: formOf(request).text('name') }),
  },
  {
    method: 'post',
    path: '/api/v1/json',
    who: 'anyone',
    takes: 'json',
    handle: (request, response) => void response.json(request.body),
  },
  { method: 'get', path: '/mine', who: 'signed-in', takes: 'nothing', handle: answer },
  { method: 'get', path: '/desk', who: ['reviewer', 'supervisor'], takes: 'nothing', handle: answer },
  { method: 'post', path: '/desk', who: ['reviewer'], takes: 'form', handle: answer },
  {
    method: 'get',
    path: '/first',
    who: 'signed-in',
    takes: 'nothing',
    duringFirstLogin: true,
    handle: answer,
  },
  { method: 'get', path: '/api/v1/mine', who: 'signed-in', takes: 'nothing', handle: answer },
  {
    method: 'get',
    path: '/address',
    who: 'anyone',
    takes: 'nothing',
    handle: (request, response) => {
      const { address, forwardedClient } = visitOf(request);
      response.json({ address, forwardedClient });
    },
  },
  { method: 'get', path: '/token/:secret', who: 'anyone', takes: 'nothing', handle: answer },
  {
    method: 'get',
    path: '/broken',
    who: 'anyone',
    takes: 'nothing',
    handle: () => {
      throw new Error('the secret is 123456');
    },
  },
  {
    method: 'get',
    path: '/away',
    who: 'anyone',
    takes: 'nothing',
    handle: async () => {
      throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    },
  },
  {
    method: 'get',
    path: '/later',
    who: 'anyone',
    takes: 'nothing',
    handle: () => {
      throw new Problem('ERR_TOO_MANY_REQUESTS', { params: { minutes: 15 } });
    },
  },
];

beforeAll(async () => {
  shell = await startShell({ routes: () => routes, trustedProxies: ['127.0.0.1/32', '10.0.0.0/8'] });
});

const ask = (path: string, question: Question = {}) => send(`${shell.url}${path}`, question);

describe('headers of every answer', () => {
  it('forbid inline code, frames and foreign sources', async () => {
    const { headers } = await ask('/open');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';media-src 'self';font-src 'self';connect-src 'self' http://127.0.0.1:48127;form-action 'self';base-uri 'none';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('are the same on errors', async () => {
    const { status, headers } = await ask('/nowhere');
    expect(status).toBe(404);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('ask for HTTPS where the gateway is reached by it, and only there', async () => {
    const secure = await startShell({ routes: () => routes, origin: 'https://gateway.example' });
    const { headers } = await send(`${secure.url}/open`);
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    expect((await ask('/open')).headers.get('strict-transport-security')).toBeNull();
  });
});

describe('requests that another site causes', () => {
  const foreign = { 'sec-fetch-site': 'cross-site' };
  it.each([
    ['a script’s fetch', { ...foreign, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 403],
    ['a picture', { ...foreign, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 403],
    ['a frame', { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
    [
      'a sibling host’s fetch',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      403,
    ],
    [
      'a link that somebody follows',
      { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
    [
      'our own page',
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      200,
    ],
    [
      'an address typed in',
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
  ])('%s', async (_name, headers, status) => {
    expect((await ask('/open', { headers })).status).toBe(status);
  });

  it('are refused when they change something under another Origin', async () => {
    const { headers, csrfToken } = shell.sessions.open(undefined);
    const sendFrom = (origin: string) =>
      ask('/form', {
        method: 'POST',
        headers: { ...headers, origin },
        body: new URLSearchParams({ _csrf: csrfToken }),
      });
    expect((await sendFrom('https://evil.example')).status).toBe(403);
    expect((await sendFrom('null')).status).toBe(403);
    expect((await sendFrom(shell.url)).status).toBe(200);
  });
});

describe('the CSRF token', () => {
  const sendForm = (headers: Record<string, string>, fields: Record<string, string>) =>
    ask('/form', { method: 'POST', headers, body: new URLSearchParams(fields) });

  it('lets a form of the same session through', async () => {
    const { headers, csrfToken } = shell.sessions.open(undefined);
    const response = await sendForm(headers, { _csrf: csrfToken, name: ' 王小明 ' });
    expect(await response.json()).toEqual({ name: '王小明' });
  });

  it('is taken from a header as well', async () => {
    const { headers, csrfToken } = shell.sessions.open(undefined);
    expect((await sendForm({ ...headers, 'x-csrf-token': csrfToken }, {})).status).toBe(200);
  });

  it('is missed without a session, without a token, with another session’s token', async () => {
    const mine = shell.sessions.open(undefined);
    const other = shell.sessions.open(undefined);
    expect((await sendForm({}, { _csrf: mine.csrfToken })).status).toBe(403);
    expect((await sendForm(mine.headers, {})).status).toBe(403);
    expect((await sendForm(mine.headers, { _csrf: other.csrfToken })).status).toBe(403);
    expect((await sendForm(mine.headers, { _csrf: '' })).status).toBe(403);
  });

  it('is asked of the API too when the session came in a cookie, and of no program', async () => {
    const post = (headers: Record<string, string>) =>
      ask('/api/v1/json', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"a":1}',
      });
    expect((await post(shell.sessions.open(person('reporter')).headers)).status).toBe(403);
    expect((await post(shell.sessions.open(person('reporter'), 'bearer').headers)).status).toBe(200);
    expect((await post({})).status).toBe(200);
  });

  it('comes with a session begun where a form is shown to anyone', async () => {
    const cookie = (await ask('/login')).headers.get('set-cookie');
    expect(cookie).toMatch(/^__Host-session=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect((await ask('/open')).headers.get('set-cookie')).toBeNull();
  });
});

describe('who may use a route', () => {
  it('sends people who are not signed in to the login page and back', async () => {
    const { status, headers } = await ask('/mine?page=2');
    expect([status, headers.get('location')]).toEqual([303, '/login?next=%2Fmine%3Fpage%3D2']);
  });

  it('tells programs that they must log in', async () => {
    const response = await ask('/api/v1/mine');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="jianbao"',
    ]);
    expect(await response.json()).toMatchObject({ code: 'ERR_SIGN_IN_REQUIRED' });
  });

  it('asks once more for a page that another site linked to, so that the strict cookie comes along', async () => {
    const { status, headers } = await ask('/mine', {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    });
    expect([status, headers.get('refresh')]).toEqual([200, '0']);
  });

  it.each([
    ['reviewer', 200, 200],
    ['supervisor', 200, 403],
    ['manager', 403, 403],
    ['reporter', 403, 403],
  ] as const)('the roles it names: %s', async (role, reading, writing) => {
    const { headers, csrfToken } = shell.sessions.open(person(role));
    expect((await ask('/desk', { headers })).status).toBe(reading);
    const body = new URLSearchParams({ _csrf: csrfToken });
    expect((await ask('/desk', { method: 'POST', headers, body })).status).toBe(writing);
  });

  it('leads through the first login before anything else', async () => {
    const { headers } = shell.sessions.open(person('reporter', 'replace-password'));
    expect((await ask('/mine', { headers })).headers.get('location')).toBe('/first-login/password');
    expect((await ask('/first', { headers })).status).toBe(200);
    const next = shell.sessions.open(person('reporter', 'complete-profile'));
    expect((await ask('/mine', next)).headers.get('location')).toBe('/first-login/profile');
    const program = shell.sessions.open(person('reporter', 'replace-password'), 'bearer');
    const refused = await ask('/api/v1/mine', program);
    expect([refused.status, (await jsonOf(refused)).code]).toEqual([403, 'ERR_FIRST_LOGIN']);
  });
});

describe('what cannot be answered', () => {
  it('an unknown path', async () => {
    expect((await ask('/nowhere')).status).toBe(404);
  });

  it('a method that the path does not take', async () => {
    const { status, headers } = await ask('/desk', {
      method: 'DELETE',
      headers: { accept: 'application/json' },
    });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('a path that cannot be decoded', async () => {
    expect((await ask('/token/%E0%A4%A')).status).toBe(400);
  });

  const post = (body: string, type: string) =>
    ask('/api/v1/json', { method: 'POST', headers: { 'content-type': type }, body });

  it.each([
    ['not JSON', '{"a":', 'application/json', 400, 'ERR_REQUEST_MALFORMED'],
    ['a bare value', '1', 'application/json', 400, 'ERR_REQUEST_MALFORMED'],
    ['another type', 'a=1', 'text/plain', 415, 'ERR_MEDIA_TYPE'],
    ['another character set', '{}', 'application/json; charset=big5', 415, 'ERR_MEDIA_TYPE'],
    [
      'more than 64 KiB',
      JSON.stringify({ a: 'x'.repeat(65_536) }),
      'application/json',
      413,
      'ERR_BODY_TOO_LARGE',
    ],
  ])('a body: %s', async (_name, body, type, status, code) => {
    const response = await post(body, type);
    expect([response.status, (await jsonOf(response)).code]).toEqual([status, code]);
  });

  it('an error of ours says nothing of itself and leaves its place in the log', async () => {
    const response = await ask('/broken', { headers: { accept: 'application/json' } });
    const body = await jsonOf(response);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: `${shell.url}/help/errors#ERR_INTERNAL`,
      title: '系統發生錯誤',
      status: 500,
      detail: '系統發生錯誤，您的資料沒有被更動。請稍後再試；若仍發生，請把參考編號告訴客服。',
      code: 'ERR_INTERNAL',
      reference: expect.stringMatching(/^[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}$/),
    });
    const line = shell.logged().find((one) => one.code === 'ERR_INTERNAL');
    expect(line).toMatchObject({
      reference: body.reference,
      cause: { name: 'Error', frames: expect.any(Array) },
    });
    expect(JSON.stringify(shell.logged())).not.toContain('123456');
  });

  it('an outage says when to come back', async () => {
    const { status, headers } = await ask('/away');
    expect([status, headers.get('retry-after')]).toEqual([503, '60']);
  });

  it('too many requests say how long to wait', async () => {
    const { status, headers } = await ask('/later');
    expect([status, headers.get('retry-after')]).toEqual([429, '900']);
  });
});

describe('the address of a request', () => {
  const from = async (forwarded?: string) =>
    (
      await ask('/address', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })
    ).json();

  it('is the socket’s without a forwarded one', async () => {
    expect(await from()).toEqual({ address: '127.0.0.1' });
  });

  it('is the last that is no proxy of ours; what stands left of it is what it forwarded', async () => {
    expect(await from('203.0.113.9')).toEqual({ address: '203.0.113.9' });
    expect(await from('192.168.1.5, 203.0.113.9')).toEqual({
      address: '203.0.113.9',
      forwardedClient: '192.168.1.5',
    });
    expect(await from('1.1.1.1, 203.0.113.9, 10.2.3.4')).toEqual({
      address: '203.0.113.9',
      forwardedClient: '1.1.1.1',
    });
    expect(await from('unknown, 203.0.113.9')).toEqual({
      address: '203.0.113.9',
      forwardedClient: 'unknown',
    });
  });

  it('has its mapped form unmapped and IPv6 written canonically', async () => {
    expect(await from('::ffff:203.0.113.9')).toEqual({ address: '203.0.113.9' });
    expect(await from('2001:DB8:0:0::1')).toEqual({ address: '2001:db8::1' });
  });

  it.each(['unknown', '010.1.1.1', '1.1', '203.0.113.9:443', 'fe80::1%eth0', '::203.0.113.9', ''])(
    'is refused when the proxy forwards “%s”',
    async (forwarded) => {
      const response = await ask('/address', { headers: { 'x-forwarded-for': `${forwarded}, 10.0.0.1` } });
      expect(response.status).toBe(400);
    },
  );

  it('counts no forwarded address from anybody else', async () => {
    const alone = await startShell({ routes: () => routes });
    const response = await send(`${alone.url}/address`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await response.json()).toEqual({ address: '127.0.0.1', forwardedClient: '203.0.113.9' });
  });
});

describe('the log of requests', () => {
  it('keeps the pattern of the route, never its secret or its query', async () => {
    await ask('/token/s3cr3t?password=s3cr3t');
    expect(shell.logged()).toContainEqual(
      expect.objectContaining({
        msg: 'request',
        method: 'GET',
        route: '/token/:secret',
        status: 200,
        address: '127.0.0.1',
      }),
    );
    expect(JSON.stringify(shell.logged())).not.toContain('s3cr3t');
  });
});

describe('the language', () => {
  it('is Chinese first, and the one chosen afterwards', async () => {
    const chosen = await ask('/open?lang=en&page=2');
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/open?page=2']);
    expect(chosen.headers.get('set-cookie')).toMatch(
      /^lang=en; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const english = await ask('/nowhere', { headers: { cookie: 'lang=en' } });
    expect(await english.text()).toContain('There is no such page');
    expect(await (await ask('/nowhere', { headers: { 'accept-language': 'en-US' } })).text()).toContain(
      '找不到這一頁',
    );
  });

  it('is what a program asks for', async () => {
    const response = await ask('/api/v1/mine', { headers: { 'accept-language': 'en' } });
    expect(await response.json()).toMatchObject({ title: 'Log in first' });
  });

  it('never leads to another host', async () => {
    for (const path of ['//evil.example/', '//', '///a', '/\\evil.example']) {
      const { status, headers } = await ask(`${path}?lang=en`);
      expect([status, headers.get('location')], path).toEqual([303, '/']);
      const page = await ask(path);
      expect(page.headers.get('content-type'), path).toBe('text/html; charset=utf-8');
      expect(await page.text(), path).toContain('href="/?lang=en"');
    }
  });
});

describe('extending the session', () => {
  it('tells the seconds that are left', async () => {
    const { headers, csrfToken } = shell.sessions.open(person('reporter'));
    const response = await ask('/session/extend', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-csrf-token': csrfToken },
      body: '{}',
    });
    expect(await response.json()).toEqual({ idleSeconds: 900, totalSeconds: 43_200 });
  });
});

describe('static files', () => {
  it('may be kept for good under the address that holds their hash', async () => {
    const page = await (await ask('/nowhere')).text();
    const address = /href="(\/assets\/[0-9a-f]{16}\/main\.css)"/.exec(page)?.[1] ?? '';
    const { status, headers } = await ask(address);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await ask('/assets/0000000000000000/main.css')).status).toBe(404);
    expect((await ask('/assets/../package.json')).status).toBe(404);
  });
});
