import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findAccount } from '../../src/accounts/index.js';
import { beginAccountSession } from '../../src/accounts/sessions/begin-session.js';
import { declarationVersion } from '../../src/applications/index.js';
import { Visitor } from '../accounts/support/visitor.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { emptyGround, mailsIn } from './support/ground.js';
import { captchaAnswer, openPublicSite, type PublicSite } from './support/public-site.js';

const newAccount = {
  institutionCode: '1268650500',
  'accounts-1-userName': 'newmanager',
  'accounts-1-name': '王大明',
  'accounts-1-telephone': '02-1111-1111',
  'accounts-1-extension': '#001',
  'accounts-1-mobile': '0900-111-111',
  'accounts-1-email': 'newmanager@hospital.example',
  'accounts-1-ranges-1': '203.69.20.1-203.69.20.4',
  'accounts-1-forwarded-1': '',
  wideReason: '',
  'filler-name': '林填表',
  'filler-telephone': '02-1111-2222',
  'filler-extension': '',
  'filler-email': 'filler@hospital.example',
} as const;

const change = {
  institutionCode: '1268650500',
  userName: 'reporter01',
  'ranges-1': '203.69.21.1',
  'forwarded-1': '',
  wideReason: '',
  email: 'reporter01-new@hospital.example',
  'holder-name': '王小明',
  'holder-telephone': '02-1111-1111',
  'holder-extension': '',
  'holder-mobile': '0911111111',
  'holder-email': 'holder@hospital.example',
  'filler-same': 'yes',
} as const;

describeOnEachDatabase('the forms open to everybody', (open) => {
  let site: PublicSite;
  let visitor: Visitor;

  beforeAll(async () => {
    site = await openPublicSite((await open()).db);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await emptyGround(site.ground);
    await site.ground.db('public_drafts').delete();
    await site.ground.db('public_attempts').delete();
    visitor = new Visitor(site);
  });

  async function begin(path: '/apply' | '/change', who = visitor): Promise<void> {
    await who.get(path);
    expect(placeOf(await who.post(path, { declaration: 'accepted' }))).toBe(`303 ${path}/form`);
    await who.get(`${path}/form`);
  }

  async function fillIn(path: '/apply' | '/change', fields: Readonly<Record<string, string>>): Promise<void> {
    await begin(path);
    expect(placeOf(await visitor.post(`${path}/form`, { ...fields, action: '' }))).toBe(`303 ${path}/check`);
    await visitor.get(`${path}/check`);
  }

  /** Sees the picture, then confirms what the page shows. */
  async function confirm(path: '/apply' | '/change', more: Readonly<Record<string, string>> = {}) {
    const version = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
    await visitor.get('/captcha/image');
    return visitor.post(`${path}/check`, { version, captcha: captchaAnswer, ...more });
  }

  function applications(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return site.ground.db('applications').orderBy('id');
  }

  it('take a new account from the declaration to a number, and tell the filler', async () => {
    await fillIn('/apply', newAccount);
    for (const text of ['測試醫院', '203.69.20.1 至 203.69.20.4', '林填表', '分機 001']) {
      expect(visitor.page).toContain(text);
    }
    expect(placeOf(await confirm('/apply'))).toBe('303 /apply/done');
    await visitor.get('/apply/done');
    const [application, ...others] = await applications();
    expect(others).toEqual([]);
    expect(application).toMatchObject({
      kind: 'new-account',
      way: 'letter',
      state: 'awaiting-letter',
      filed_by_account_id: null,
      declaration_version: declarationVersion,
    });
    expect(visitor.page).toContain(String(application?.reference));
    expect(await mailsIn(site.ground.db)).toEqual(['application-confirmed filler@hospital.example']);
    const { form } = await site.ground.read(String(application?.reference));
    expect(form).toMatchObject({
      role: 'manager',
      accounts: [{ userName: 'newmanager', extension: '001', email: 'newmanager@hospital.example' }],
    });
  });

  it('take a change of an account that exists and of one that does not alike', async () => {
    const answers: string[] = [];
    for (const userName of ['reporter01', 'nobody-has-this']) {
      visitor = new Visitor(site);
      await fillIn('/change', { ...change, userName, changes: 'ranges' });
      answers.push(visitor.page.replaceAll(userName, 'NAME').replace(/value="[\w-]{43}"/g, 'TOKEN'));
      expect(placeOf(await confirm('/change'))).toBe('303 /change/done');
      await visitor.get('/change/done');
      answers.push(visitor.page.replace(/C\d{7}-\w{6}/g, 'NUMBER').replace(/value="[\w-]{43}"/g, 'TOKEN'));
    }
    const [check, done, checkOfNobody, doneOfNobody] = answers;
    expect([checkOfNobody, doneOfNobody]).toEqual([check, done]);
    expect(await applications()).toMatchObject([
      { kind: 'change', way: 'letter', state: 'awaiting-letter' },
      { kind: 'change', way: 'letter', state: 'awaiting-letter' },
    ]);
  });

  it('name whose field is to be mended, and show typed text as text', async () => {
    await begin('/apply');
    const wrong = { 'accounts-1-name': '', 'accounts-1-ranges-1': '<b>1</b>', 'filler-name': '' };
    await visitor.post('/apply/form', { ...newAccount, ...wrong, action: '' });
    const [summary = ''] = /govuk-error-summary__list.*?<\/ul>/su.exec(visitor.page) ?? [];
    const lines = [...summary.matchAll(/href="#([\w-]+)">([^<]*)</g)].map(([, field, text]) => [field, text]);
    expect(lines).toMatchObject([
      ['accounts-1-name', '管理者帳號：請填寫姓名。'],
      ['accounts-1-ranges-1', expect.stringMatching(/^管理者帳號：看不懂「&lt;b&gt;1&lt;\/b&gt;」。/)],
      ['filler-name', '填表人：請填寫姓名。'],
    ]);
  });

  it('keep what was typed and say everything that must be mended, in the order of the page', async () => {
    await begin('/apply');
    const wrong = {
      ...newAccount,
      institutionCode: '126865050',
      'accounts-1-mobile': '12',
      'accounts-1-ranges-1': '10.0.0.1',
      'accounts-1-forwarded-1': '1.1',
      'filler-email': '',
    };
    const answer = await visitor.post('/apply/form', { ...wrong, action: '' });
    expect(answer.status).toBe(422);
    expect([...visitor.page.matchAll(/<a href="#([\w-]+)">/g)].map(([, field]) => field)).toEqual([
      'institutionCode',
      'accounts-1-mobile',
      'accounts-1-ranges-1',
      'accounts-1-forwarded-1',
      'filler-email',
    ]);
    await visitor.get('/apply/form');
    expect(visitor.page).toContain('value="10.0.0.1"');
    expect(visitor.page).toContain('value="王大明"');
  });

  it('add and remove rows of ranges without a script, and show the name of the institution', async () => {
    await begin('/apply');
    const rows = { ...newAccount, 'accounts-1-ranges-1': 'first', 'accounts-1-ranges-2': 'second' };
    const added = await visitor.post('/apply/form', { ...rows, action: 'add-row' });
    expect(placeOf(added)).toBe('303 /apply/form#accounts-1-ranges-3');
    await visitor.get('/apply/form');
    expect(visitor.page).toContain('id="accounts-1-ranges-3"');
    expect(visitor.page).toContain('<strong>測試醫院</strong>');
    const three = { ...rows, 'accounts-1-ranges-3': 'third', 'accounts-1-forwarded-3': 'behind' };
    await visitor.post('/apply/form', { ...three, action: 'remove-row-1' });
    await visitor.get('/apply/form');
    const typed = [
      ...visitor.page.matchAll(/id="accounts-1-(\w+-\d)" name="[^"]+" type="text"[^>]*?value="([^"]*)"/g),
    ];
    expect(typed.map(([, field, value]) => `${field} ${value}`)).toEqual([
      'ranges-1 second',
      'forwarded-1 ',
      'ranges-2 third',
      'forwarded-2 behind',
    ]);
  });

  it('file once what is sent twice at once, and lead both to the number', async () => {
    await fillIn('/apply', newAccount);
    const version = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
    await visitor.get('/captcha/image');
    const filing = { version, captcha: captchaAnswer };
    const answers = await Promise.all([
      visitor.post('/apply/check', filing),
      visitor.post('/apply/check', filing),
    ]);
    expect(answers.map(placeOf)).toEqual(['303 /apply/done', '303 /apply/done']);
    expect(await applications()).toHaveLength(1);
    expect(placeOf(await visitor.get('/apply/check'))).toBe('303 /apply/done');
    expect(placeOf(await visitor.get('/apply/form'))).toBe('303 /apply');
  });

  it('do not file what another window has changed since it was checked', async () => {
    await fillIn('/apply', newAccount);
    const checked = visitor.page;
    await visitor.post('/apply/form', { ...newAccount, 'accounts-1-userName': 'othername', action: '' });
    visitor.page = checked;
    const answer = await confirm('/apply');
    expect(answer.status).toBe(409);
    expect(visitor.page).toContain('othername');
    expect(await applications()).toEqual([]);
    expect(placeOf(await confirm('/apply'))).toBe('303 /apply/done');
  });

  it('need the captcha each time, also after a refusal that undid everything', async () => {
    await fillIn('/apply', { ...newAccount, 'accounts-1-userName': 'manager01' });
    expect((await confirm('/apply', { captcha: '000000' })).status).toBe(422);
    expect(visitor.page).toContain('href="#captcha"');
    const taken = await confirm('/apply');
    expect([taken.status, visitor.page.includes('href="#accounts-1-userName"')]).toEqual([422, true]);
    await visitor.post('/apply/form', { ...newAccount, action: '' });
    await visitor.get('/apply/check');
    const version = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
    const again = await visitor.post('/apply/check', { version, captcha: captchaAnswer });
    expect([again.status, visitor.page.includes('href="#captcha"')]).toEqual([422, true]);
    expect(await applications()).toEqual([]);
  });

  it('are nobody else’s, lapse after some hours, and can be thrown away', async () => {
    await fillIn('/apply', newAccount);
    const stranger = new Visitor(site);
    expect(placeOf(await stranger.get('/apply/form'))).toBe('303 /apply');
    expect(placeOf(await stranger.get('/apply/check'))).toBe('303 /apply');
    expect(placeOf(await stranger.get('/apply/done'))).toBe('303 /apply');
    await visitor.get('/apply');
    expect(placeOf(await visitor.post('/apply/discard'))).toBe('303 /apply');
    expect(placeOf(await visitor.get('/apply/form'))).toBe('303 /apply');
    await fillIn('/apply', newAccount);
    site.ground.now = new Date(site.ground.now.getTime() + 4 * 3_600_000);
    expect(placeOf(await visitor.get('/apply/form'))).toBe('303 /apply');
  });

  it('keep nothing readable of what was typed', async () => {
    await begin('/apply');
    await visitor.post('/apply/form', { ...newAccount, action: 'look-up' });
    const [row] = await site.ground.db('public_drafts');
    expect(Buffer.from(row.sealed_content).includes('newmanager')).toBe(false);
    expect(
      [...visitor.cookies.values()].some((value) => value.includes(row.holder_hash.toString('hex'))),
    ).toBe(false);
  });

  it('need the declaration, and a recognition in force for a new account only', async () => {
    await visitor.get('/apply');
    expect((await visitor.post('/apply')).status).toBe(422);
    expect(placeOf(await visitor.get('/apply/form'))).toBe('303 /apply');
    await begin('/apply');
    const expired = { ...newAccount, institutionCode: '1101100020' };
    expect((await visitor.post('/apply/form', { ...expired, action: '' })).status).toBe(422);
    expect(visitor.page).toContain('過期醫院目前不在認可期間內');
    await fillIn('/change', { ...change, institutionCode: '1101100020', changes: 'disable' });
  });

  it('send somebody who is logged in to the pages for them', async () => {
    const by = { kind: 'browser', address: '203.69.20.5', userAgent: 'test', at: site.ground.now } as const;
    const account = await findAccount(site.ground.db, site.ground.ids.manager01);
    if (account === undefined) throw new TypeError('There is no manager01.');
    const { secret } = await beginAccountSession(site.ground.db, randomBytes, { ...by, account, card: null });
    visitor.cookies.set('__Host-jianbao', secret);
    for (const path of ['/apply', '/change']) {
      expect((await visitor.get(path)).status).toBe(200);
      expect(visitor.page).toContain('href="/applications"');
      expect(visitor.page).not.toContain('name="declaration"');
    }
  });

  it('are filed from one address only so often', async () => {
    await fillIn('/apply', newAccount);
    for (let tries = 0; tries < 30; tries += 1) await confirm('/apply', { captcha: '000000' });
    expect((await confirm('/apply')).status).toBe(429);
    expect(await applications()).toEqual([]);
  });
});

function placeOf(answer: Response): string {
  return `${answer.status} ${answer.headers.get('location')}`;
}
