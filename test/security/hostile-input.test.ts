import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi } from '../../src/demo/api-client.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { ask, jsonOf } from '../web/support/ask.js';
import { type SignedIn, signIn } from './support/sign-in.js';

let installation: Installation;
let program: SignedIn;
let browser: SignedIn;

beforeAll(async () => {
  installation = await startInstallation();
  program = await signIn(installation, 'reporter01', 'program');
  browser = await signIn(installation, 'reporter01', 'browser');
}, 60_000);

afterAll(() => installation?.stop());

/** The gateway still answers, and the prototype of objects is what it was. */
async function isWell(): Promise<void> {
  expect((await ask(`${installation.origin}/login`)).status).toBe(200);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

describe('a file’s name', () => {
  let count = 0;
  async function nameOf(fileName: string): Promise<string> {
    count += 1;
    const path = `/api/v1/submissions?kind=general&fileName=${encodeURIComponent(fileName)}`;
    const sent = await callApi(installation.origin, 'POST', path, {
      token: program.secret,
      file: Buffer.from(`no such column ${count}\n`),
    });
    return String(sent.fileName);
  }

  it.each([
    ['a path', '../../etc/passwd', 'passwd'],
    ['a path of Windows', 'C:\\Users\\x\\a.csv', 'a.csv'],
    ['a line break', 'a\r\nSet-Cookie: x=y.csv', 'aSet-Cookie: x=y.csv'],
    ['a direction override', 'vsc.\u202Eexe', 'vsc.exe'],
    ['a zero-width blank', 'a\u200B.csv', 'a.csv'],
    ['a terminal’s escape', '\u001B[2Ja.csv', '[2Ja.csv'],
    ['a null byte', 'a.csv\u0000.exe', 'a.csv.exe'],
    ['markup', '<img src=x onerror=alert(1)>.csv', '<img src=x onerror=alert(1)>.csv'],
  ])('with %s is kept plain', async (_what, given, kept) => {
    expect(await nameOf(given)).toBe(kept);
  });

  it('is written into pages as text and into the exported list as no formula', async () => {
    await nameOf('=HYPERLINK("evil.example")');
    await nameOf('＋1');
    await nameOf('{{ 7*7 }}{% include "x" %}');
    const page = await (await ask(`${installation.origin}/submissions`, browser)).text();
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;.csv');
    expect(page).toContain('{{ 7*7 }}');
    const list = await ask(`${installation.origin}/submissions.csv`, browser);
    const cells = (await list.text()).split('\r\n').map((row) => row.split(',')[3]);
    expect(cells).toContain(`"'=HYPERLINK(""evil.example"")"`);
    expect(cells).toContain("'＋1");
    expect(cells.filter((cell) => cell !== undefined && /^"?[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    expect(list.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w%.~-]+$/,
    );
    expect(list.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  it('that is markup in the search stays text', async () => {
    const query = new URLSearchParams({
      q: '"><script>alert(1)</script>',
      state: '__proto__',
      sort: 'constructor',
    });
    const page = await ask(`${installation.origin}/submissions?${query}`, browser);
    expect([page.status, (await page.text()).includes('<script>alert')]).toEqual([200, false]);
  });
});

describe('JSON and forms that reach for prototypes', () => {
  it.each([
    '{"__proto__":{"polluted":1},"challenge":"x"}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"challenge":{"$ne":null},"userName":["a"],"password":{"length":9},"token":{}}',
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    '[]',
    '{"userName":"a","userName":"b"}',
  ])('%.40s is refused', async (body) => {
    const answer = await ask(`${installation.origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([400, 422]).toContain(answer.status);
    expect(String((await jsonOf(answer)).code)).toMatch(/^ERR_(FIELDS|REQUEST_MALFORMED)$/);
    await isWell();
  });

  it.each([
    'telephone[__proto__][polluted]=1',
    '__proto__[polluted]=1&__proto__=1',
    'constructor.prototype.polluted=1&hasOwnProperty=1&toString=1',
    'telephone=a&telephone=b&mobile[]=1&mobile[length]=4294967295',
    Array.from({ length: 3_000 }, (_, n) => `a${n}=1`).join('&'),
  ])('the form %.40s is refused or read as what it is', async (fields) => {
    const answer = await ask(`${installation.origin}/profile`, {
      method: 'POST',
      headers: { ...browser.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: `_csrf=${browser.csrfToken}&${fields}`,
    });
    expect([400, 413, 422]).toContain(answer.status);
    await isWell();
  });

  it('a form changes what it is for, and nothing else that it names', async () => {
    const { db } = installation.gateway;
    const seen = () =>
      db('accounts')
        .where({ user_name: 'reporter01' })
        .first('role', 'email', 'name', 'state', 'institution_id', 'generation');
    const before = await seen();
    const answer = await ask(`${installation.origin}/profile`, {
      method: 'POST',
      headers: browser.headers,
      body: new URLSearchParams({
        _csrf: browser.csrfToken,
        telephone: '02-1234-5678',
        telephoneExtension: '9',
        mobile: '0987654321',
        email: 'evil@evil.example',
        role: 'supervisor',
        name: '別人',
        state: 'active',
        institution_id: '2',
        accountId: '1',
        generation: '99',
      }),
    });
    expect(answer.headers.get('location')).toBe('/profile?saved=profile');
    expect(await seen()).toEqual(before);
    expect(await db('accounts').where({ user_name: 'reporter01' }).pluck('mobile')).toEqual(['0987-654-321']);
  });

  it('a query is read flat', async () => {
    for (const query of [
      'a[__proto__][polluted]=1',
      'lang[]=en',
      'next[]=//evil.example',
      'number[]=R',
      'ended[x]=1',
    ]) {
      for (const path of ['/login', '/receipts/verify', '/']) {
        const { status } = await ask(`${installation.origin}${path}?${query}`);
        expect([path, query, status < 500]).toEqual([path, query, true]);
      }
    }
    await isWell();
  });
});

describe('a multipart form that nobody’s browser sends', () => {
  const part = (head: string, body: string) => `--x\r\n${head}\r\n\r\n${body}\r\n`;
  const field = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="${name}"`, value);
  const file = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="file"; filename="${name}"`, value);

  const forms: readonly (readonly [string, string, string])[] = [
    ['nothing', 'multipart/form-data; boundary=x', ''],
    ['no boundary', 'multipart/form-data', field('a', 'b')],
    ['an endless boundary', `multipart/form-data; boundary=${'x'.repeat(5_000)}`, 'x'],
    ['no end', 'multipart/form-data; boundary=x', `${field('_csrf', 'a')}--x\r\nContent-Disp`],
    [
      'a file before the token',
      'multipart/form-data; boundary=x',
      `${file('a', '{}')}${field('_csrf', 'TOKEN')}--x--`,
    ],
    [
      'two files',
      'multipart/form-data; boundary=x',
      `${field('_csrf', 'TOKEN')}${file('a', '{}')}${file('b', '{}')}--x--`,
    ],
    [
      'many fields',
      'multipart/form-data; boundary=x',
      `${field('_csrf', 'TOKEN').repeat(500)}${file('a', '{}')}--x--`,
    ],
    [
      'fields named after prototypes',
      'multipart/form-data; boundary=x',
      `${field('__proto__', 'x')}${field('constructor', 'x')}--x--`,
    ],
    [
      'headers without end',
      'multipart/form-data; boundary=x',
      `--x\r\n${'A: b\r\n'.repeat(5_000)}\r\n\r\nx\r\n--x--`,
    ],
    [
      'a name without end',
      'multipart/form-data; boundary=x',
      part(`Content-Disposition: form-data; name="${'a'.repeat(50_000)}"`, 'x'),
    ],
    [
      'an extended name',
      'multipart/form-data; boundary=x',
      part("Content-Disposition: form-data; name=file; filename*=utf-16''%ff%fe", 'x'),
    ],
    [
      'a transfer encoding',
      'multipart/form-data; boundary=x',
      part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', '!!!'),
    ],
    ['another multipart type', 'multipart/mixed; boundary=x', field('a', 'b')],
    ['no form', 'text/plain', 'a'],
  ];

  it.each(forms)('%s: an answer, nothing kept, and the gateway goes on', async (_what, type, form) => {
    const body = form.replaceAll('TOKEN', browser.csrfToken);
    const kept = () => installation.gateway.db('documents').count({ n: '*' });
    const before = await kept();
    for (const path of ['/receipts/verify', '/submissions']) {
      const answer = await ask(installation.origin + path, {
        method: 'POST',
        headers: {
          ...browser.headers,
          'content-type': type,
          'content-length': String(Buffer.byteLength(body)),
        },
        body,
      });
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    }
    expect(await kept()).toEqual(before);
    await isWell();
  });
});

it('no error page tells what went wrong inside', async () => {
  for (const path of [
    '/%',
    '/%00',
    '/submissions/%E0%A4%A',
    '/schemas/..%2f..%2fpackage.json',
    '/assets/../package.json',
    '/assets/%2e%2e/main.css',
    '/templates/__proto__.csv',
    '/templates/constructor.csv',
  ]) {
    const answer = await ask(installation.origin + path, browser);
    const text = await answer.text();
    expect([path, answer.status === 400 || answer.status === 404]).toEqual([path, true]);
    expect(text).not.toMatch(/node_modules|at \w+ \(|\/src\/|Error:|SQLITE|knex|select \*/i);
  }
});
