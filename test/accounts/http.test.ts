import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byOperator, changeAccount, findAccountByName } from '../../src/accounts/index.js';
import { inTransaction } from '../../src/database/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { demoCards, signToken } from '../support/demo-cards.js';
import { ask, jsonOf } from '../web/support/ask.js';
import { openSite, type Site } from './support/site.js';
import { Visitor } from './support/visitor.js';
import { captchaAnswer, office, ownPassword } from './support/world.js';

describeOnEachDatabase('the pages of accounts', (open) => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite((await open()).db);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await site.empty();
    await site.addReady({});
  });

  const by = () => ({ ...byOperator, at: site.clock.now });

  async function logIn(visitor: Visitor, fields: Readonly<Record<string, string>> = {}, card = 'reporter') {
    await visitor.get('/login');
    await visitor.get('/captcha/image');
    const { nonce } = await jsonOf(await visitor.postJson('/login/challenge', {}));
    const token = await signToken(await demoCards(), { card, origin: site.origin, nonce: String(nonce) });
    return visitor.post('/login', {
      userName: 'reporter01',
      password: ownPassword,
      captcha: captchaAnswer,
      token,
      ...fields,
    });
  }

  it('log in with five factors and give the browser a new session', async () => {
    const visitor = new Visitor(site);
    await visitor.get('/login');
    const before = visitor.cookies.get('__Host-jianbao');
    const answer = await logIn(visitor);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/profile']);
    const [cookie] = answer.headers.getSetCookie().filter((line) => line.startsWith('__Host-jianbao='));
    expect(cookie).toMatch(/^__Host-jianbao=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(visitor.cookies.get('__Host-jianbao')).not.toBe(before);
    expect((await visitor.get('/profile')).status).toBe(200);
    expect(visitor.page).toContain('陳怡君');
    expect((await visitor.get('/login')).headers.get('location')).toBe('/profile');
  });

  it('go where the visitor wanted to, but never to another site', async () => {
    const asked = new Visitor(site);
    expect((await asked.get('/profile/sessions')).headers.get('location')).toBe(
      '/login?next=%2Fprofile%2Fsessions',
    );
    expect((await logIn(asked, { next: '/profile/sessions' })).headers.get('location')).toBe(
      '/profile/sessions',
    );
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      expect((await logIn(new Visitor(site), { next })).headers.get('location')).toBe('/profile');
    }
  });

  it('show what was typed again, except secrets', async () => {
    const visitor = new Visitor(site);
    const answer = await logIn(visitor, { password: 'not this one', remember: 'yes' });
    expect(answer.status).toBe(401);
    expect(visitor.page).toContain('value="reporter01"');
    expect(visitor.page).not.toContain('not this one');
    expect(visitor.page).not.toContain('name="pin"');
    expect(visitor.page).toContain('無法登入。帳號或密碼不正確，或這個帳號目前不能使用。');
  });

  it('give wrong password, unknown name and disabled account the same page', async () => {
    const disabled = await site.addReady({ userName: 'disabled1' });
    await inTransaction(site.db, (trx) => changeAccount(trx, disabled, { state: 'disabled' }, by()));
    const pages: string[] = [];
    for (const [index, fields] of [
      { password: 'wrong' },
      { userName: 'nobody0001' },
      { userName: 'disabled1' },
    ].entries()) {
      const visitor = new Visitor(site, `203.69.20.${index + 1}`);
      await logIn(visitor, fields);
      pages.push(
        visitor.page
          .replaceAll(visitor.csrfToken, '')
          .replace(/value="(reporter01|nobody0001|disabled1)"/, ''),
      );
    }
    expect(new Set(pages.map((page) => page.replace(/data-\w+-token="[^"]*"/g, ''))).size).toBe(1);
  });

  it('name every field that is missing, in order, and count no failure', async () => {
    const visitor = new Visitor(site);
    await visitor.get('/login');
    const answer = await visitor.post('/login', {});
    expect(answer.status).toBe(422);
    const links = [...visitor.page.matchAll(/<a href="#(\w+)">/g)].map(([, field]) => field);
    expect(links.slice(0, 4)).toEqual(['userName', 'password', 'pin', 'captcha']);
    expect(await site.db('login_failures')).toEqual([]);
  });

  it('tell a wrong captcha at its field', async () => {
    const visitor = new Visitor(site);
    expect((await logIn(visitor, { captcha: '000000' })).status).toBe(422);
    expect(visitor.page).toMatch(/id="captcha-error"[\s\S]{0,200}驗證碼與圖形不符/);
  });

  it('remember the user name when asked, and nothing else', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor, { remember: 'yes' });
    await visitor.get('/profile');
    await visitor.post('/logout');
    await visitor.get('/login');
    expect([...visitor.cookies.keys()].sort()).toEqual(['__Host-jianbao', '__Host-user-name']);
    expect(visitor.page).toMatch(/id="userName"[^>]*value="reporter01"/);
    await logIn(visitor);
    expect(visitor.cookies.has('__Host-user-name')).toBe(false);
  });

  it('refuse a form without the session’s CSRF token', async () => {
    const visitor = new Visitor(site);
    await visitor.get('/login');
    visitor.csrfToken = 'another';
    expect((await visitor.post('/login', {})).status).toBe(403);
    expect((await visitor.postJson('/login/challenge', {})).status).toBe(403);
  });

  it('end the session at logout', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    await visitor.get('/profile');
    const secret = visitor.cookies.get('__Host-jianbao') ?? '';
    expect((await visitor.post('/logout')).headers.get('location')).toBe('/');
    expect(visitor.cookies.has('__Host-jianbao')).toBe(false);
    visitor.cookies.set('__Host-jianbao', secret);
    expect((await visitor.get('/profile')).status).toBe(303);
  });

  it('end a session after 15 idle minutes, and after 12 hours in any case', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    site.clock.advance(14.9);
    expect((await visitor.get('/profile')).status).toBe(200);
    site.clock.advance(14.9);
    expect((await visitor.get('/profile')).status).toBe(200);
    site.clock.advance(15);
    expect((await visitor.get('/profile')).status).toBe(303);

    await logIn(visitor);
    await visitor.get('/profile');
    for (let minutes = 0; minutes < 12 * 60 - 14; minutes += 14) {
      site.clock.advance(14);
      expect((await visitor.postJson('/session/extend', {})).status).toBe(200);
    }
    site.clock.advance(14);
    expect((await visitor.postJson('/session/extend', {})).status).toBe(401);
    expect((await visitor.get('/profile')).status).toBe(303);
  });

  it.each([
    ['state', { state: 'suspended' }],
    ['role', { role: 'manager' }],
    ['ranges', { ranges: [parseRange('203.69.20.0/28', { demoMode: false, widest: defaultWidths })] }],
  ] as const)('end every session at once when the account’s %s changes', async (_, change) => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    expect((await visitor.get('/profile')).status).toBe(200);
    const account = await findAccountByName(site.db, 'reporter01');
    await inTransaction(site.db, (trx) => changeAccount(trx, account?.id ?? 0, change, by()));
    expect((await visitor.get('/profile')).status).toBe(303);
    await visitor.get('/login?next=%2Fprofile');
    expect(visitor.page).toContain('您的帳號有變更（權限、對外IP區段、使用狀態、密碼或憑證卡）');
    expect(visitor.page).toContain('登入後會帶您回到剛才要看的頁面');
  });

  it.each([
    ['nothing was done', [15], '您有一段時間沒有操作'],
    ['its 12 hours were over', Array.from({ length: 52 }, () => 14), '這次登入已滿 12 小時'],
  ])('say at the login that a session ended because %s, once', async (_, steps, sentence) => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    await visitor.get('/profile');
    for (const minutes of steps) {
      site.clock.advance(minutes);
      await visitor.postJson('/session/extend', {});
    }
    await visitor.get('/login');
    expect(visitor.page).toContain(sentence);
    await visitor.get('/login');
    expect(visitor.page).not.toContain(sentence);
  });

  it('say nothing of an end to people who were not signed in, or logged out themselves', async () => {
    const visitor = new Visitor(site);
    await visitor.get('/login');
    site.clock.advance(61);
    await visitor.get('/login');
    expect(visitor.page).not.toContain('系統已為您登出');
    await logIn(visitor);
    await visitor.get('/profile');
    await visitor.post('/logout');
    await visitor.get('/login?next=%2Fprofile');
    expect(visitor.page).toContain('請先登入，之後會帶您回到剛才要看的頁面');
    expect(visitor.page).not.toContain('您的帳號有變更');
  });

  it('refuse a session from an address outside the ranges, say which, and write it down once', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    const stolen = new Visitor(site, '8.8.8.8');
    stolen.cookies.set('__Host-jianbao', visitor.cookies.get('__Host-jianbao') ?? '');
    for (const path of ['/profile', '/profile', '/']) {
      expect((await stolen.get(path)).status).toBe(403);
      expect(stolen.page).toContain('8.8.8.8');
    }
    const trail = await site.db('audit_entries').where({ action: 'session.use' }).pluck<Buffer[]>('bytes');
    expect(trail.filter((bytes) => bytes.toString().includes('8.8.8.8'))).toHaveLength(1);
    expect((await visitor.get('/profile')).status).toBe(200);
  });

  it('tell the address after all else held', async () => {
    const visitor = new Visitor(site, '8.8.4.4');
    expect((await logIn(visitor)).status).toBe(403);
    expect(visitor.page).toContain('8.8.4.4 不在這個帳號的對外IP區段內');
  });

  it('lead through the first login before anything else', async () => {
    const { oneTimePassword } = await site.add({ userName: 'newcomer1' });
    const visitor = new Visitor(site);
    await logIn(visitor, { userName: 'newcomer1', password: oneTimePassword });
    expect((await visitor.get('/profile')).headers.get('location')).toBe('/first-login/password');
    expect((await visitor.post('/profile', {})).status).toBe(403);
    expect((await visitor.get('/first-login/profile')).headers.get('location')).toBe('/first-login/password');
    await visitor.get('/first-login/password');
    expect(
      (await visitor.post('/first-login/password', { newPassword: 'short', repeatPassword: 'short' })).status,
    ).toBe(422);
    const differing = { newPassword: ownPassword, repeatPassword: `${ownPassword}x` };
    expect((await visitor.post('/first-login/password', differing)).status).toBe(422);
    await visitor.post('/first-login/password', { newPassword: 'short', repeatPassword: 'other' });
    expect([...visitor.page.matchAll(/<a href="#(\w+Password)">/g)].map(([, field]) => field)).toEqual([
      ...['newPassword', 'newPassword', 'repeatPassword'],
    ]);

    const before = visitor.cookies.get('__Host-jianbao') ?? '';
    const same = { newPassword: ownPassword, repeatPassword: ownPassword };
    expect((await visitor.post('/first-login/password', same)).headers.get('location')).toBe(
      '/first-login/profile',
    );
    expect(visitor.cookies.get('__Host-jianbao')).not.toBe(before);
    expect((await visitor.get('/profile')).headers.get('location')).toBe('/first-login/profile');
    await visitor.get('/first-login/profile');
    expect((await visitor.post('/first-login/profile', { telephone: '1' })).status).toBe(422);
    const profile = { telephone: '02-1111-1111', telephoneExtension: '001', mobile: '0911111111' };
    const done = await visitor.post('/first-login/profile', {
      ...profile,
      email: 'reporter01@test-hospital.example',
    });
    expect(done.headers.get('location')).toBe('/first-login/done');
    expect((await visitor.get('/first-login/done')).status).toBe(200);
    expect(visitor.page).toContain('第一次登入完成');
    expect((await visitor.get('/profile')).status).toBe(200);
    // The old password and the session that began with it are worth nothing now.
    const old = new Visitor(site, '203.69.20.6');
    old.cookies.set('__Host-jianbao', before);
    expect((await old.get('/profile')).status).toBe(303);
    expect((await logIn(old, { userName: 'newcomer1', password: oneTimePassword })).status).toBe(401);
  });

  it('change the password, which ends the other sessions and keeps this one', async () => {
    const here = new Visitor(site);
    const there = new Visitor(site, '203.69.20.6');
    await logIn(here);
    await logIn(there);
    await here.get('/profile/password');
    const next = `${ownPassword}-next`;
    const wrong = { currentPassword: 'wrong', newPassword: next, repeatPassword: next };
    expect((await here.post('/profile/password', wrong)).status).toBe(422);
    expect(here.page).toContain('目前的密碼不正確');
    const changed = await here.post('/profile/password', { ...wrong, currentPassword: ownPassword });
    expect(changed.headers.get('location')).toBe('/profile?saved=password');
    expect((await here.get('/profile?saved=password')).status).toBe(200);
    expect(here.page).toContain('密碼已變更');
    expect((await there.get('/profile')).status).toBe(303);
    expect((await logIn(there, { password: next })).status).toBe(303);
  });

  it('pause after five wrong current passwords, too', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    await visitor.get('/profile/password');
    const wrong = {
      currentPassword: 'wrong',
      newPassword: `${ownPassword}-next`,
      repeatPassword: `${ownPassword}-next`,
    };
    for (let failure = 1; failure <= 5; failure += 1) {
      expect((await visitor.post('/profile/password', wrong)).status).toBe(422);
    }
    expect((await visitor.post('/profile/password', { ...wrong, currentPassword: ownPassword })).status).toBe(
      429,
    );
  });

  it('list my sessions, and end one or all others, but nobody else’s', async () => {
    const here = new Visitor(site);
    const there = new Visitor(site, '203.69.20.6');
    await logIn(here);
    await logIn(there);
    await here.get('/profile/sessions');
    expect([...here.page.matchAll(/jb-code">203\.69\.20\.\d</g)]).toHaveLength(2);
    const [, handle = ''] = /sessions\/([0-9a-f]{16})\/end"/.exec(here.page) ?? [];

    await site.addReady({ userName: 'stranger1', name: '黃淑芬', idLast4: null });
    const stranger = new Visitor(site);
    expect((await logIn(stranger, { userName: 'stranger1' }, 'medical')).status).toBe(303);
    await stranger.get('/profile/sessions');
    expect((await stranger.post(`/profile/sessions/${handle}/end`)).status).toBe(404);
    expect((await there.get('/profile')).status).toBe(200);

    expect((await here.post(`/profile/sessions/${handle}/end`)).status).toBe(303);
    expect((await there.get('/profile')).status).toBe(303);
    await logIn(there);
    await here.get('/profile/sessions');
    expect((await here.post('/profile/sessions/end-others')).status).toBe(303);
    expect((await there.get('/profile')).status).toBe(303);
    expect((await here.get('/profile')).status).toBe(200);
  });

  it('save the profile and keep what was typed when it needs mending', async () => {
    const visitor = new Visitor(site);
    await logIn(visitor);
    await visitor.get('/profile');
    const typed = { telephone: '1', telephoneExtension: '2', mobile: '3' };
    expect((await visitor.post('/profile', typed)).status).toBe(422);
    expect(visitor.page).toMatch(/id="mobile"[^>]*value="3"/);
    const good = { telephone: '04-2222-3333', telephoneExtension: '', mobile: '0922333444' };
    expect((await visitor.post('/profile', good)).headers.get('location')).toBe('/profile?saved=profile');
    expect(await findAccountByName(site.db, 'reporter01')).toMatchObject({
      telephone: '04-2222-3333',
      telephoneExtension: null,
      mobile: '0922-333-444',
    });
  });

  it.each(['/login', '/login/forgotten', '/login/forgotten/sent', '/login/reset', '/card/pair'])(
    'show %s to anyone, in both languages',
    async (path) => {
      const visitor = new Visitor(site);
      expect((await visitor.get(path)).status).toBe(200);
      expect((await visitor.get(`${path}?lang=en`)).status).toBeLessThan(400);
    },
  );
});

describe('the API’s session', () => {
  describeOnEachDatabase('for programs', (open) => {
    let site: Site;
    beforeAll(async () => {
      site = await openSite((await open()).db);
    });
    afterAll(() => site.close());
    beforeEach(async () => {
      await site.empty();
      await site.addReady({});
    });

    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-forwarded-for': office,
    };

    const call = (
      method: string,
      path: string,
      body?: unknown,
      more: Readonly<Record<string, string>> = {},
    ) =>
      ask(`${site.origin}${path}`, {
        method,
        headers: { ...headers, ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });

    async function logIn(given: Readonly<Record<string, unknown>> = {}, more = {}) {
      const { challenge, nonce } = await jsonOf(await call('POST', '/api/v1/session/challenge', {}, more));
      const token = await signToken(await demoCards(), {
        card: 'reporter',
        origin: site.origin,
        nonce: String(nonce),
      });
      const order = { challenge, userName: 'reporter01', password: ownPassword, token, ...given };
      return call('POST', '/api/v1/session', order, more);
    }

    it('begins, is told, and ends', async () => {
      const answer = await logIn();
      expect(answer.status).toBe(201);
      const session = await jsonOf(answer);
      expect(session).toEqual({
        token: expect.stringMatching(/^[\w-]{43}$/),
        idleEndsAt: '2026-11-22T02:15:00.000Z',
        endsAt: '2026-11-22T14:00:00.000Z',
        account: {
          userName: 'reporter01',
          name: '陳怡君',
          role: 'reporter',
          institution: { code: '1268650500', name: '測試醫院' },
          mustDo: 'nothing',
        },
      });
      const bearer = { authorization: `Bearer ${session.token}` };
      expect(await jsonOf(await call('GET', '/api/v1/session', undefined, bearer))).toMatchObject({
        account: { userName: 'reporter01' },
      });
      expect((await call('DELETE', '/api/v1/session', undefined, bearer)).status).toBe(204);
      const after = await call('GET', '/api/v1/session', undefined, bearer);
      expect([after.status, (await jsonOf(after)).code]).toEqual([401, 'ERR_SIGN_IN_REQUIRED']);
    });

    it('takes its token in the Authorization header only, and no cookie’s value there', async () => {
      const { token } = await jsonOf(await logIn());
      const asCookie = await call('GET', '/api/v1/session', undefined, { cookie: `__Host-jianbao=${token}` });
      expect(asCookie.status).toBe(401);
      const visitor = new Visitor(site);
      await visitor.get('/login');
      const cookie = visitor.cookies.get('__Host-jianbao') ?? '';
      const asBearer = await call('GET', '/api/v1/session', undefined, { authorization: `Bearer ${cookie}` });
      expect(asBearer.status).toBe(401);
    });

    it('uses a challenge once', async () => {
      const { challenge, nonce } = await jsonOf(await call('POST', '/api/v1/session/challenge'));
      const token = await signToken(await demoCards(), {
        card: 'reporter',
        origin: site.origin,
        nonce: String(nonce),
      });
      const order = { challenge, userName: 'reporter01', password: ownPassword, token };
      expect((await call('POST', '/api/v1/session', order)).status).toBe(201);
      expect((await jsonOf(await call('POST', '/api/v1/session', order))).code).toBe('ERR_CARD_SIGNATURE');
    });

    it('tells what is missing, and takes the token as text only', async () => {
      const answer = await logIn({ userName: '', token: { format: 'web-eid:1.0' } });
      const problem = await jsonOf(answer);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect([answer.status, problem.code]).toEqual([422, 'ERR_FIELDS']);
      expect(problem.errors).toMatchObject([
        { field: 'userName', code: 'ERR_USER_NAME_MISSING' },
        { field: 'token', code: 'ERR_LOGIN_TOKEN_TEXT' },
      ]);
      expect((await call('POST', '/api/v1/session', [])).status).toBe(400);
    });

    it('is stopped after three failures, and says for how long', async () => {
      for (let failure = 1; failure <= 3; failure += 1) {
        expect((await jsonOf(await logIn({ password: 'wrong' }))).code).toBe('ERR_LOGIN_FAILED');
      }
      const locked = await logIn();
      expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900']);
      expect((await jsonOf(locked)).code).toBe('ERR_LOGIN_LOCKED');
    });

    it('is asked for sixty times in a quarter of an hour at the most, and again after that', async () => {
      const statuses: number[] = [];
      for (let count = 0; count < 61; count += 1) {
        statuses.push((await call('POST', '/api/v1/session/challenge')).status);
      }
      expect([statuses.lastIndexOf(200), statuses[60]]).toEqual([59, 429]);
      const elsewhere = { 'x-forwarded-for': '203.69.20.6' };
      expect((await call('POST', '/api/v1/session/challenge', undefined, elsewhere)).status).toBe(200);
      site.clock.advance(15);
      expect((await call('POST', '/api/v1/session/challenge')).status).toBe(200);
    });

    it('of a newcomer may do nothing but see that the password must be replaced', async () => {
      const { oneTimePassword } = await site.add({ userName: 'newcomer1' });
      const answer = await jsonOf(await logIn({ userName: 'newcomer1', password: oneTimePassword }));
      expect(answer).toMatchObject({ account: { mustDo: 'replace-password' } });
      const bearer = { authorization: `Bearer ${answer.token}` };
      expect((await call('GET', '/api/v1/session', undefined, bearer)).status).toBe(200);
      expect((await call('GET', '/profile', undefined, bearer)).status).toBe(403);
    });
  });
});
