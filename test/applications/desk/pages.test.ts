import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditActor, findAccountByName } from '../../../src/accounts/index.js';
import {
  type ApplicationWithForm,
  attachScan,
  confirm,
  type Deed,
  decide,
  declarationVersion,
  fileApplication,
  fileDraft,
  readNewAccountForm,
  returnAll,
  saveDraft,
  startAgainFrom,
  submit,
  takeForReview,
} from '../../../src/applications/index.js';
import { receiveScan } from '../../../src/documents/index.js';
import { defaultWidths } from '../../../src/ip-ranges/index.js';
import { type Installation, startInstallation } from '../../support/installation.js';
import { filler, newAccountsOf } from '../support/typed-forms.js';

/** The smallest PNG: one grey pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

let installation: Installation;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  installation = await startInstallation();
  for (const name of ['reviewer01', 'supervisor01']) tokens[name] = await installation.logIn(name);
}, 60_000);
afterAll(() => installation?.stop());

const get = (userName: string, path: string) =>
  fetch(installation.origin + path, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens[userName]}`, 'accept-language': 'zh-TW' },
  });

const post = (userName: string, path: string, body: URLSearchParams | FormData) =>
  fetch(installation.origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens[userName]}`, 'accept-language': 'zh-TW' },
    body,
  });

async function by(userName: string | null): Promise<Deed> {
  const account = userName === null ? undefined : await findAccountByName(installation.gateway.db, userName);
  const actor = account === undefined ? null : auditActor({ ...account, accountId: account.id });
  return { actor, address: '203.69.20.5', reference: 'TESTREF', at: new Date() };
}

function draftOf(role: 'manager' | 'reporter', userName: string, email: string = filler.email) {
  const typed = { ...newAccountsOf(role, [userName]), filler: { ...filler, email } };
  const { form } = readNewAccountForm(typed, { ranges: { demoMode: false, widest: defaultWidths } });
  if (form === undefined) throw new TypeError('The form is complete.');
  return { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion } as const;
}

async function send(userName: string, email?: string): Promise<ApplicationWithForm> {
  const { applications, documents } = installation.gateway.services;
  const filed = await fileApplication(
    applications,
    draftOf('reporter', userName, email),
    await by('manager01'),
  );
  const file = { ...(await receiveScan(documents, Readable.from([picture]))), fileName: '用印.png' };
  const attached = await attachScan(applications, { ...filed, file }, await by('manager01'));
  return submit(applications, attached, await by('manager01'));
}

describe('the desk', () => {
  it('knows no drafts, and nothing that does not exist', async () => {
    const { applications } = installation.gateway.services;
    const draft = await fileDraft(applications, draftOf('reporter', 'drafted01'), await by('manager01'));
    for (const reference of [draft.reference, 'A1151122-QQQQQQ']) {
      const answer = await get('reviewer01', `/desk/applications/${reference}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('找不到');
    }
  });

  it('gives a scan as a file in a sandbox, framed by our own pages only', async () => {
    const { reference } = await send('scanned01');
    const page = await (await get('supervisor01', `/desk/applications/${reference}`)).text();
    const path = /\/desk\/applications\/\S+?\/files\/[0-9a-f]{32}/.exec(page)?.[0] ?? '';
    const shown = await get('supervisor01', path);
    expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    const taken = await get('supervisor01', `${path}?as=file`);
    expect(taken.headers.get('content-disposition')).toContain(
      `attachment; filename="__.png"; filename*=UTF-8''%E7%94%A8%E5%8D%B0.png`,
    );
    expect(taken.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const other = await send('scanned02');
    const elsewhere = path.replace(reference, other.reference);
    expect((await get('supervisor01', elsewhere)).status).toBe(404);
  });

  it('offers nothing for what is about the reviewer, and refuses it', async () => {
    const { reference, version } = await send('owncase01', 'reviewer01@agency.example');
    const page = await (await get('reviewer01', `/desk/applications/${reference}`)).text();
    expect(page).toContain('須由其他承辦人審查');
    expect(page).not.toContain('/take"');
    const answer = await post(
      'reviewer01',
      `/desk/applications/${reference}/take`,
      new URLSearchParams({ version: String(version) }),
    );
    expect(answer.status).toBe(403);
  });

  it('tells of a decision on an older version that somebody was faster', async () => {
    const { reference, version } = await send('outdated01');
    const order = new URLSearchParams({ version: String(version) });
    const take = () => post('reviewer01', `/desk/applications/${reference}/take`, order);
    expect((await take()).headers.get('location')).toBe(`/desk/applications/${reference}?done=taken`);
    const again = await take();
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('這件申請剛剛有人處理過：reviewer01 於');
  });

  it('says what was mended since an application was returned', async () => {
    const { applications } = installation.gateway.services;
    const returned = await send('returned01');
    const taken = await takeForReview(applications, returned, await by('reviewer01'));
    const decisions = returnAll(taken, ['email-not-own'], '請改用本人信箱');
    await decide(applications, { ...taken, decisions, wideConfirmed: false }, await by('reviewer01'));
    const again = {
      reference: taken.reference,
      language: 'zh-Hant',
      acceptedDeclaration: declarationVersion,
    } as const;
    const draft = await startAgainFrom(applications, again, await by('manager01'));
    const { form } = draftOf('reporter', 'returned02');
    const mended = await saveDraft(applications, { ...draft, form }, await by('manager01'));
    const { reference } = await confirm(applications, mended, await by('manager01'));
    const page = await (await get('reviewer01', `/desk/applications/${reference}`)).text();
    expect(page).toContain(`<a class="govuk-link" href="/desk/applications/${taken.reference}">`);
    expect(page).toContain('請改用本人信箱');
    expect(page).toMatch(/<del>returned01<\/del>[\s\S]*<ins>returned02<\/ins>/);
    expect(page).not.toContain('<del>使用者一</del>');
  });

  it('goes as a file, with neither drafts nor what the filter leaves out', async () => {
    await send('exported01');
    const csv = await (await get('supervisor01', '/desk.csv?show=free')).text();
    expect(csv).toContain('exported01');
    expect(csv).not.toContain('drafted01');
    expect(csv).not.toContain('outdated01');
  });
});

describe('a letter', () => {
  const letter = {
    senderNumber: '測醫字第1號',
    senderDate: '1151101',
    ownNumber: '職安字第1號',
    ownDate: '115/11/2',
  };

  function bring(application: ApplicationWithForm, file?: Blob): Promise<Response> {
    const form = new FormData();
    const fields = { ...letter, institutionCode: application.institution.code };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('version', String(application.version));
    if (file !== undefined) form.append('file', file, 'letter.pdf');
    return post('reviewer01', `/desk/letters/${application.reference}`, form);
  }

  async function awaiting(userName: string): Promise<ApplicationWithForm> {
    const { applications } = installation.gateway.services;
    return fileApplication(applications, draftOf('manager', userName), await by(null));
  }

  it('is recorded without a scan, and not a second time', async () => {
    const application = await awaiting('lettered01');
    const answer = await bring(application);
    expect(answer.headers.get('location')).toContain(`/desk/letters?done=${application.reference}&due=`);
    expect(await installation.gateway.db('formal_letters').first()).toMatchObject({
      sender_date: '2026-11-01',
      own_date: '2026-11-02',
    });
    const again = await bring(application);
    expect([again.status, await again.text()]).toEqual([
      422,
      expect.stringContaining('這件申請的函文已經登錄過'),
    ]);
    const number = await get('reviewer01', `/desk/letters?number=${application.reference}`);
    expect(await number.text()).toContain('這件申請的函文已經登錄過');
  });

  it('keeps nothing of a scan that is no scan', async () => {
    const application = await awaiting('lettered02');
    const before = await installation.gateway.db('documents').pluck('id');
    const answer = await bring(application, new Blob(['MZ no scan at all']));
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringContaining('這個檔案的內容不是 PDF、JPG 或 PNG'),
    ]);
    expect(await installation.gateway.db('documents').pluck('id')).toEqual(before);
    expect(await installation.gateway.db('formal_letters').where({ sender_number: '測醫字第2號' })).toEqual(
      [],
    );
  });

  it('belongs to an application by letter', async () => {
    const { reference } = await send('byscan01');
    const answer = await get('reviewer01', `/desk/letters?number=${reference}`);
    expect(answer.status).toBe(422);
  });
});
