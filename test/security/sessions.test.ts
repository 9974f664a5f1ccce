import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  argon2id,
  byOperator,
  changeAccount,
  findAccountByName,
  passwordProfiles,
  replacePassword,
} from '../../src/accounts/index.js';
import { inTransaction } from '../../src/database/index.js';
import { parseRanges } from '../../src/ip-ranges/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { ask } from '../web/support/ask.js';
import { signIn } from './support/sign-in.js';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 60_000);
afterAll(() => installation?.stop());

const sessionCookie = (answer: Response) =>
  answer.headers.getSetCookie().find((line) => line.startsWith('__Host-jianbao='));

const statusWith = async (headers: Readonly<Record<string, string>>, path = '/api/v1/session') =>
  (await ask(installation.origin + path, { headers })).status;

describe('session fixation', () => {
  it('a cookie that the gateway did not give is not taken over, and another one is given', async () => {
    const planted = randomBytes(32).toString('base64url');
    const answer = await ask(`${installation.origin}/login`, {
      headers: { cookie: `__Host-jianbao=${planted}` },
    });
    expect(sessionCookie(answer)).toMatch(
      /^__Host-jianbao=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(sessionCookie(answer)).not.toContain(planted);
  });

  it('of two cookies of the name, and of names that only begin alike, none widens what one may do', async () => {
    const { secret } = await signIn(installation, 'reporter01', 'browser');
    expect(await statusWith({ cookie: `x__Host-jianbao=${secret}` })).toBe(401);
    expect(await statusWith({ cookie: `__Host-jianbao2=${secret}` })).toBe(401);
    expect(await statusWith({ cookie: `__Host-jianbao=${secret}x` })).toBe(401);
    expect(await statusWith({ cookie: `__host-jianbao=${secret}` })).toBe(401);
  });
});

describe('a session ends at once', () => {
  const by = { ...byOperator, at: new Date() };
  const change = (accountId: number, what: Parameters<typeof changeAccount>[2]) =>
    inTransaction(installation.gateway.db, (trx) => changeAccount(trx, accountId, what, by));
  const loopback = () =>
    parseRanges('ranges', ['127.0.0.0/8', '::1'], { demoMode: true, widest: 'confirmed-by-reviewer' });

  it.each([
    ['role', (id: number) => change(id, { role: 'manager' })],
    ['ranges', (id: number) => change(id, { ranges: loopback() })],
    ['suspension', (id: number) => change(id, { state: 'suspended' })],
    [
      'password',
      (accountId: number) =>
        replacePassword(
          installation.gateway.db,
          { passwords: argon2id, passwordProfile: passwordProfiles['tw-baseline'] },
          { accountId, newPassword: 'Coral-Nbvc-6231' },
          by,
          async () => undefined,
        ),
    ],
  ])('when the account’s %s changes: cookie and token alike', async (_what, apply) => {
    const { db } = installation.gateway;
    const account = await findAccountByName(db, 'reporter01');
    if (account === undefined) throw new TypeError('The demo has a reporter01.');
    await change(account.id, { state: 'active', role: 'reporter' });
    const browser = await signIn(installation, 'reporter01', 'browser');
    const program = await signIn(installation, 'reporter01', 'program');
    expect([await statusWith(browser.headers), await statusWith(program.headers)]).toEqual([200, 200]);
    await apply(account.id);
    expect([await statusWith(browser.headers), await statusWith(program.headers)]).toEqual([401, 401]);
    expect((await ask(`${installation.origin}/submissions`, browser)).headers.get('location')).toBe(
      '/login?next=%2Fsubmissions',
    );
  });
});

describe('the address', () => {
  it('cannot be claimed by a header when no proxy is configured', async () => {
    const { db } = installation.gateway;
    const account = await findAccountByName(db, 'manager01');
    if (account === undefined) throw new TypeError('The demo has a manager01.');
    const ranges = parseRanges('ranges', ['203.69.20.0/29'], {
      demoMode: true,
      widest: 'confirmed-by-reviewer',
    });
    await inTransaction(db, (trx) =>
      changeAccount(trx, account.id, { ranges }, { ...byOperator, at: new Date() }),
    );
    const { headers } = await signIn(installation, 'manager01', 'browser');
    const claims = [
      'x-forwarded-for',
      'x-real-ip',
      'forwarded',
      'x-client-ip',
      'true-client-ip',
      'cf-connecting-ip',
    ];
    for (const name of claims) {
      const value = name === 'forwarded' ? 'for=203.69.20.1' : '203.69.20.1';
      expect([name, await statusWith({ ...headers, [name]: value })]).toEqual([name, 403]);
    }
    expect(await statusWith({ ...headers, 'x-forwarded-for': '203.69.20.1, 203.69.20.1' })).toBe(403);
    expect(await statusWith(headers, '/submissions')).toBe(403);
  });
});

describe('the first login', () => {
  it('lets a newcomer to nothing else, by whatever route', async () => {
    const browser = await signIn(installation, 'newcomer01', 'browser');
    for (const path of [
      '/submissions',
      '/submissions/new',
      '/profile',
      '/profile/sessions',
      '/start',
      '/submissions.csv',
      '/SUBMISSIONS/',
      '//submissions',
    ]) {
      const answer = await ask(installation.origin + path, browser);
      expect([path, answer.status === 404 ? 404 : answer.headers.get('location')]).toEqual([
        path,
        path === '//submissions' ? 404 : '/first-login/password',
      ]);
    }
    const body = new URLSearchParams({ _csrf: browser.csrfToken, telephone: '02-1111-1111' });
    const skipped = await ask(`${installation.origin}/first-login/profile`, {
      method: 'POST',
      ...browser,
      body,
    });
    expect(skipped.headers.get('location')).toBe('/first-login/password');
    const upload = await ask(`${installation.origin}/api/v1/submissions?kind=general`, {
      method: 'POST',
      headers: {
        ...(await signIn(installation, 'newcomer01', 'program')).headers,
        'content-type': 'text/csv',
      },
      body: 'a,b\n',
    });
    expect(upload.status).toBe(403);
  });
});

it('personal pages and their files are kept by no cache', async () => {
  const { headers } = await signIn(installation, 'supervisor01', 'browser');
  for (const path of ['/profile', '/profile/sessions', '/start', '/api/v1/session', '/login', '/nowhere']) {
    const answer = await ask(installation.origin + path, { headers });
    expect([path, answer.headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
});
