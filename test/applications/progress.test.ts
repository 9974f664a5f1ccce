import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { decide, progressHandlers, receiveLetter, returnAll } from '../../src/applications/index.js';
import { forgetVisitors } from '../../src/applications/public/forget-visitors.js';
import { createJobWorker } from '../../src/jobs/index.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { drawNumber } from '../../src/reference-numbers/index.js';
import { Visitor } from '../accounts/support/visitor.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { change, emptyGround, keys, letterOf, mailsIn, newAccounts } from './support/ground.js';
import { captchaAnswer, openPublicSite, type PublicSite } from './support/public-site.js';

const email = 'filler@hospital.example';
const wrongCode = '0000 0000';
/** In the form of a number, and nobody's. */
const unknown = drawNumber('A', new Date('2026-11-20T00:00:00.000Z'), randomBytes);

describeOnEachDatabase('the progress page', (open) => {
  let site: PublicSite;
  let visitor: Visitor;

  beforeAll(async () => {
    site = await openPublicSite((await open()).db);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await emptyGround(site.ground);
    for (const table of ['public_drafts', 'public_attempts', 'progress_asks', 'jobs']) {
      await site.ground.db(table).delete();
    }
    visitor = new Visitor(site);
  });

  /** Asks, lets the job run, and gives the code that was mailed, if one was. */
  async function ask(reference: string, address = email, who = visitor): Promise<string | undefined> {
    const { db } = site.ground;
    await db('mails').where({ event: 'application-code' }).delete();
    await who.get('/progress');
    expect(placeOf(await who.post('/progress', { reference, email: address }))).toBe('303 /progress/code');
    const worker = createJobWorker({
      db,
      clock: () => site.ground.now,
      handlers: progressHandlers({ ...site.ground.services, clock: () => site.ground.now }),
      onFailure: (_job, error) => {
        throw error;
      },
    });
    while (await worker.runOnce());
    await who.get('/progress/code');
    const mail = await db('mails').where({ event: 'application-code' }).first();
    return mail && openMailSecret(keys, mail.recipient, JSON.parse(mail.params).code);
  }

  async function openPage(reference: string): Promise<void> {
    const code = await ask(reference);
    expect(placeOf(await visitor.post('/progress/code', { code: code ?? '' }))).toBe(
      '303 /progress/application',
    );
    expect((await visitor.get('/progress/application')).status).toBe(200);
  }

  it('opens with the number, the filler’s address and the mailed code', async () => {
    const { reference } = await site.ground.file(newAccounts('manager', 'newmanager'), null);
    const code = await ask(reference.toLowerCase().replace('-', ' '));
    expect(code).toMatch(/^\d{4} \d{4}$/);
    expect(placeOf(await visitor.get('/progress/application'))).toBe('303 /progress');
    await visitor.get('/progress/code');
    await visitor.post('/progress/code', { code: code ?? '' });
    await visitor.get('/progress/application');
    for (const text of [reference, '等候函文', '測試醫院', '2027年1月21日']) {
      expect(visitor.page).toContain(text);
    }
  });

  it('answers alike whether or not number and address belong together, and mails nobody else', async () => {
    const { reference } = await site.ground.file(newAccounts('manager', 'newmanager'), null);
    const pages: string[] = [];
    for (const [number, address] of [
      [reference, email],
      [reference, 'somebody@else.example'],
      [unknown, email],
    ] as const) {
      visitor = new Visitor(site);
      const code = await ask(number, address);
      expect(code !== undefined).toBe(pages.length === 0);
      pages.push(visitor.page);
      for (const left of [2, 1, 0]) {
        const answer = await visitor.post('/progress/code', { code: wrongCode });
        expect(answer.status).toBe(left === 0 ? 410 : 422);
        pages.push(visitor.page);
      }
    }
    const plain = pages.map((page) => page.replace(/value="[\w-]{43}"/g, 'TOKEN'));
    expect(plain.slice(4, 8)).toEqual(plain.slice(0, 4));
    expect(plain.slice(8)).toEqual(plain.slice(0, 4));
  });

  it('takes a code three times, for ten minutes, once, and in the browser that asked', async () => {
    const { reference } = await site.ground.file(newAccounts('manager', 'newmanager'), null);
    const spent = (await ask(reference)) ?? '';
    for (let tries = 0; tries < 3; tries += 1) await visitor.post('/progress/code', { code: wrongCode });
    expect((await visitor.post('/progress/code', { code: spent })).status).toBe(410);
    const late = (await ask(reference)) ?? '';
    site.ground.now = new Date(site.ground.now.getTime() + 10 * 60_000);
    expect((await visitor.post('/progress/code', { code: late })).status).toBe(410);
    const good = (await ask(reference)) ?? '';
    const stranger = new Visitor(site);
    await stranger.get('/progress/code');
    expect((await stranger.post('/progress/code', { code: good })).status).toBe(410);
    expect(placeOf(await visitor.post('/progress/code', { code: good }))).toBe('303 /progress/application');
    expect((await visitor.post('/progress/code', { code: good })).status).toBe(410);
    expect((await visitor.get('/progress/application')).status).toBe(200);
    site.ground.now = new Date(site.ground.now.getTime() + 30 * 60_000);
    expect(placeOf(await visitor.get('/progress/application'))).toBe('303 /progress');
  });

  it('keeps no code, and forgets what was asked once its time is over', async () => {
    const { reference } = await site.ground.file(newAccounts('manager', 'newmanager'), null);
    const code = (await ask(reference)) ?? 'none';
    const [row] = await site.ground.db('progress_asks');
    expect(JSON.stringify(row)).not.toContain(code.replace(' ', ''));
    expect(row.code_hash).toMatch(/^\$argon2id\$/);
    await forgetVisitors(site.ground.db, new Date(site.ground.now.getTime() + 3 * 3_600_000));
    expect(await site.ground.db('progress_asks')).toEqual([]);
    expect(await site.ground.db('public_attempts')).toEqual([]);
  });

  it('pauses after too many asks about one number, known or not', async () => {
    await site.ground.file(newAccounts('manager', 'newmanager'), null);
    for (let asked = 0; asked < 5; asked += 1) await ask(unknown, email, new Visitor(site));
    await visitor.get('/progress');
    const answer = await visitor.post('/progress', { reference: unknown, email });
    expect([answer.status, visitor.page.includes('操作太頻繁')]).toEqual([429, true]);
  });

  it('says what is missing or unlike a number', async () => {
    await visitor.get('/progress');
    const answer = await visitor.post('/progress', { reference: 'X12', email: '' });
    expect(answer.status).toBe(422);
    expect([...visitor.page.matchAll(/<a href="#(\w+)">/g)].map(([, field]) => field)).toEqual([
      'reference',
      'email',
    ]);
    expect(visitor.page).toContain('value="X12"');
  });

  it('withdraws until a review begins, and then says that it is too late', async () => {
    const { ground } = site;
    const filed = await ground.file(newAccounts('manager', 'newmanager'), null);
    await openPage(filed.reference);
    await visitor.get('/progress/withdraw');
    const version = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
    await receiveLetter(
      ground.services,
      { letter: letterOf(filed), version: filed.version },
      ground.by('reviewer01'),
    );
    expect((await visitor.post('/progress/withdraw', { version })).status).toBe(409);
    expect(visitor.page).toContain('已收函文');
    await visitor.get('/progress/withdraw');
    const now = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
    expect(placeOf(await visitor.post('/progress/withdraw', { version: now }))).toBe(
      '303 /progress/application',
    );
    expect((await ground.read(filed.reference)).state).toBe('withdrawn');
    expect((await mailsIn(ground.db)).at(-1)).toBe(`application-withdrawn ${email}`);
    await visitor.get('/progress/application');
    expect(visitor.page).not.toContain('/progress/withdraw');
    expect(placeOf(await visitor.get('/progress/withdraw'))).toBe('303 /progress/application');
  });

  it.each(['new-account', 'change'] as const)(
    'tells why a %s was returned, and begins again from it',
    async (kind) => {
      const { ground } = site;
      const asked =
        kind === 'change'
          ? await change(ground, 'reporter01', { ticked: ['ranges'], ranges: ['203.69.21.1'] }, 'unseen')
          : newAccounts('manager', 'newmanager');
      const reviewed = await ground.underReview(asked, null);
      await decide(
        ground.services,
        {
          ...reviewed,
          wideConfirmed: false,
          decisions: returnAll(reviewed, ['seal-missing', 'telephone-wrong'], '分機已經停用。'),
        },
        ground.by('reviewer01'),
      );
      await openPage(reviewed.reference);
      for (const text of ['缺少醫療機構或負責人用印', '電話或手機無法聯絡', '分機已經停用。']) {
        expect(visitor.page).toContain(text);
      }
      const path = kind === 'change' ? '/change' : '/apply';
      expect(placeOf(await visitor.post('/progress/again'))).toBe(`303 ${path}`);
      await visitor.get(path);
      expect(visitor.page).toContain(reviewed.reference);
      // The declaration is accepted anew.
      expect(placeOf(await visitor.get(`${path}/form`))).toBe(`303 ${path}`);
      await visitor.get(path);
      await visitor.post(path, { declaration: 'accepted' });
      await visitor.get(`${path}/form`);
      const fields = Object.fromEntries(
        [...visitor.page.matchAll(/<input class="govuk-(?:input|checkboxes__input)[^>]*>/g)].flatMap(
          ([tag]) => {
            const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
            return tag.includes('type="checkbox"') && !tag.includes(' checked')
              ? []
              : [[of('name'), of('value')]];
          },
        ),
      );
      expect(placeOf(await visitor.post(`${path}/form`, fields))).toBe(`303 ${path}/check`);
      await visitor.get(`${path}/check`);
      const version = /name="version" value="(\d+)"/.exec(visitor.page)?.[1] ?? '';
      await visitor.get('/captcha/image');
      await visitor.post(`${path}/check`, { version, captcha: captchaAnswer });
      const newest = await ground.db('applications').orderBy('id', 'desc').first('reference');
      const again = await ground.read(newest.reference);
      expect(again).toMatchObject({ previousReference: reviewed.reference, state: 'awaiting-letter' });
      expect(again.form).toEqual(reviewed.form);
    },
  );

  it('shows what was filed by somebody logged in, to be withdrawn by nobody here', async () => {
    const { reference } = await site.ground.file(newAccounts('reporter', 'newreporter'), 'manager01');
    await openPage(reference);
    expect(visitor.page).toContain('等候上傳掃描檔');
    expect(visitor.page).not.toContain('/progress/withdraw');
    expect((await visitor.post('/progress/again')).status).toBe(409);
  });

  it('closes when it was read', async () => {
    const { reference } = await site.ground.file(newAccounts('manager', 'newmanager'), null);
    await openPage(reference);
    expect(placeOf(await visitor.post('/progress/close'))).toBe('303 /progress');
    expect(placeOf(await visitor.get('/progress/application'))).toBe('303 /progress');
  });
});

function placeOf(answer: Response): string {
  return `${answer.status} ${answer.headers.get('location')}`;
}
