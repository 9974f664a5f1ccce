import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byOperator, findAccountByName } from '../../src/accounts/index.js';
import {
  type ApplicationWithForm,
  type Deed,
  decide,
  receiveLetter,
  returnAll,
  takeForReview,
} from '../../src/applications/index.js';
import { findApplication } from '../../src/applications/store/application-store.js';
import type { Role } from '../../src/roles.js';
import { type Installation, startInstallation } from '../support/installation.js';

let installation: Installation;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  installation = await startInstallation();
  for (const name of ['manager01', 'reporter01', 'reviewer01']) tokens[name] = await installation.logIn(name);
}, 60_000);
afterAll(() => installation?.stop());

beforeEach(async () => {
  const { db } = installation.gateway;
  await db('account_idle_steps').delete();
  await db('application_items').update({ claim: null });
});

/** Sends a form as somebody; several values of a field as a list. */
function post(userName: string, path: string, fields: Readonly<Record<string, string | readonly string[]>>) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  }
  return ask(userName, path, { method: 'POST', body });
}

function ask(userName: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(installation.origin + path, {
    ...init,
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens[userName]}` },
  });
}

const declaration = '2026-11';
const holder = {
  'holder-name': '陳怡君',
  'holder-telephone': '02-1111-1111',
  'holder-mobile': '0900111111',
  'holder-email': 'reporter01@hospital.example',
};
const filler = {
  'filler-name': '陳怡君',
  'filler-telephone': '02-1111-1111',
  'filler-email': 'reporter01@hospital.example',
};
const newEmail = {
  changes: 'email',
  email: 'new@hospital.example',
  ...holder,
  ...filler,
  declaration,
  action: 'continue',
};

function accountFields(number: number, userName: string) {
  const prefix = `accounts-${number}-`;
  return {
    [`${prefix}userName`]: userName,
    [`${prefix}name`]: '王小明',
    [`${prefix}telephone`]: '02-1111-1111',
    [`${prefix}mobile`]: '0911111111',
    [`${prefix}email`]: `${userName}@hospital.example`,
    [`${prefix}ranges-1`]: '203.69.20.1-203.69.20.4',
  };
}

/** Files a change of one's own e-mail as far as it is kept as a draft; gives its path. */
async function draftChange(userName = 'reporter01'): Promise<string> {
  const kept = await post(userName, '/accounts/reporter01/change', newEmail);
  expect(kept.status).toBe(303);
  return kept.headers.get('location') ?? '';
}

async function read(path: string): Promise<ApplicationWithForm> {
  const { applications } = installation.gateway.services;
  const application = await findApplication(applications, path.split('/').at(-1) ?? '');
  if (application === undefined) throw new TypeError(`There is no ${path}.`);
  return application;
}

async function deedOf(userName: string, role: Role): Promise<Deed> {
  const account = await findAccountByName(installation.gateway.db, userName);
  const actor = { accountId: account?.id ?? 0, userName, role, institutionCode: null };
  return { ...byOperator, actor, at: new Date() };
}

describe('the holder of an account', () => {
  it('asks for a change of the own account, and for nobody else’s', async () => {
    const path = await draftChange();
    expect((await read(path)).form).toMatchObject({
      changes: { email: { from: 'reporter01@hospital.example', to: 'new@hospital.example' } },
    });
    expect((await ask('reporter01', '/accounts/manager01/change')).status).toBe(404);
    expect((await post('reporter01', '/accounts/manager01/change', newEmail)).status).toBe(404);
  });

  it('is not offered a change of role, nor can send one', async () => {
    const page = await (await ask('reporter01', '/accounts/reporter01/change')).text();
    expect(page).not.toContain('value="role"');
    const refused = await post('reporter01', '/accounts/reporter01/change', {
      ...newEmail,
      changes: ['role', 'email'],
      role: 'manager',
    });
    expect(refused.status).toBe(403);
  });

  it('keeps what was typed when something must be mended', async () => {
    const page = await post('reporter01', '/accounts/reporter01/change', {
      ...newEmail,
      email: 'reporter01@hospital.example',
      'filler-name': '',
      declaration: '',
    });
    expect(page.status).toBe(422);
    const html = await page.text();
    for (const field of ['email', 'filler-name', 'declaration']) expect(html).toContain(`href="#${field}"`);
    expect(html).toContain('value="0900111111"');
  });
});

describe('a draft', () => {
  it('is seen by its filer alone, not by a manager of the institution', async () => {
    const path = await draftChange();
    expect((await ask('reporter01', path)).status).toBe(200);
    expect((await ask('manager01', path)).status).toBe(404);
    expect((await ask('manager01', `${path}/edit`)).status).toBe(404);
  });

  it('is changed until it is confirmed, and not any more then', async () => {
    const path = await draftChange();
    expect(
      (await post('reporter01', `${path}/edit`, { ...newEmail, email: 'other@hospital.example' })).status,
    ).toBe(303);
    const draft = await read(path);
    expect(draft.form).toMatchObject({ changes: { email: { to: 'other@hospital.example' } } });
    const confirmed = await post('reporter01', `${path}/confirm`, { version: String(draft.version) });
    expect(confirmed.headers.get('location')).toBe(`${path}?done=confirmed`);
    expect((await read(path)).state).toBe('awaiting-scan');
    expect((await post('reporter01', `${path}/edit`, newEmail)).status).toBe(409);
  });

  it('confirmed from a page that is out of date is shown as it is now', async () => {
    const path = await draftChange();
    const stale = await post('reporter01', `${path}/confirm`, { version: '99' });
    expect(stale.status).toBe(409);
    expect(await stale.text()).toContain('您看到的不是最新狀態');
  });
});

describe('a scan', () => {
  async function send(path: string, content: Uint8Array<ArrayBuffer>, version?: number): Promise<Response> {
    const body = new FormData();
    body.append('version', String(version ?? (await read(path)).version));
    body.append('file', new Blob([content]), '用印申請表.png');
    return ask('reporter01', `${path}/scan`, { method: 'POST', body });
  }

  async function confirmedChange(): Promise<string> {
    const path = await draftChange();
    await post('reporter01', `${path}/confirm`, { version: String((await read(path)).version) });
    return path;
  }

  // Red, 1 × 1.
  const png = new Uint8Array(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
      'base64',
    ),
  );

  it('is refused with what to do: too large, not what it is called, none at all', async () => {
    const path = await confirmedChange();
    const tooLarge = await send(path, new Uint8Array(11 * 1024 * 1024));
    expect([tooLarge.status, await tooLarge.text()]).toEqual([
      413,
      expect.stringContaining('檔案超過 10 MB'),
    ]);
    const other = await send(path, new Uint8Array(Buffer.from('MZ')));
    expect([other.status, await other.text()]).toEqual([
      415,
      expect.stringContaining('不是 PDF、JPG 或 PNG'),
    ]);
    const none = await send(path, new Uint8Array());
    expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('還沒有選擇檔案')]);
    expect(await installation.gateway.db('documents').where({ purpose: 'scan' })).toEqual([]);
  });

  it('of a page that is out of date leaves no file behind', async () => {
    const path = await confirmedChange();
    expect((await send(path, png, 1)).status).toBe(409);
    expect(await installation.gateway.db('application_documents')).toEqual([]);
    const files = [];
    for await (const file of installation.gateway.services.documents.list()) files.push(file);
    expect(files).toEqual([]);
  });

  it('is shown to its filer and the managers, and to nobody else', async () => {
    const path = await confirmedChange();
    expect((await send(path, png)).headers.get('location')).toBe(`${path}?done=scanned#scan`);
    const [{ document_id: document }] = await installation.gateway.db('application_documents').select();
    const shown = await ask('manager01', `${path}/files/${document}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(png);
    const elsewhere = await draftChange();
    expect((await ask('reporter01', `${elsewhere}/files/${document}`)).status).toBe(404);
  });
});

describe('new reporters', () => {
  it('are asked for by managers only, names that are taken told at their fields', async () => {
    expect((await ask('reporter01', '/applications/new-reporter')).status).toBe(403);
    const refused = await post('manager01', '/applications/new-reporter', {
      ...accountFields(1, 'fresh01'),
      ...accountFields(2, 'reporter01'),
      ...filler,
      declaration,
      action: 'continue',
    });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('href="#accounts-2-userName"');
    expect(html).not.toContain('href="#accounts-1-userName"');
  });

  it.each([
    ['add-account', 'accounts-3-userName'],
    ['add-row-2', 'accounts-2-ranges-2'],
    ['remove-row-2-1', 'accounts-2-ranges-1'],
    ['remove-account-1', 'accounts-1-userName'],
  ])('%s leads to %s and checks nothing yet', async (action, focus) => {
    const page = await post('manager01', '/applications/new-reporter', {
      ...accountFields(1, 'fresh01'),
      ...accountFields(2, 'fresh02'),
      ...filler,
      action,
    });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).not.toContain('govuk-error-summary');
    expect(html.match(new RegExp(`id="${focus}"[^>]*autofocus`))).not.toBeNull();
    expect(html.includes('value="fresh01"')).toBe(action !== 'remove-account-1');
    expect(html).toContain('value="fresh02"');
  });
});

describe('an application that was returned', () => {
  it('tells the reasons and begins anew with the same answers', async () => {
    const kept = await post('manager01', '/applications/new-manager', {
      ...accountFields(1, 'secondmanager'),
      ...filler,
      declaration,
      action: 'continue',
    });
    const path = kept.headers.get('location') ?? '';
    await post('manager01', `${path}/confirm`, { version: String((await read(path)).version) });
    const { applications } = installation.gateway.services;
    const reviewer = await deedOf('reviewer01', 'reviewer');
    const { reference, version } = await read(path);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const letter = {
      reference,
      institutionCode: '1268650500',
      senderNumber: '測醫字第1號',
      senderDate: today,
      ownNumber: '職安字第1號',
      ownDate: today,
    };
    const received = await receiveLetter(applications, { letter, version }, reviewer);
    const taken = await takeForReview(applications, received, reviewer);
    await decide(
      applications,
      { ...taken, wideConfirmed: false, decisions: returnAll(taken, ['seal-missing'], '請補蓋負責人小章') },
      reviewer,
    );
    const html = await (await ask('manager01', path)).text();
    expect(html).toContain('申請表缺少醫療機構或負責人用印');
    expect(html).toContain('請補蓋負責人小章');
    expect(html).not.toContain('reviewer01');
    const returned = String((await read(path)).version);
    expect((await post('manager01', `${path}/again`, { version: returned })).status).toBe(422);
    const again = await post('manager01', `${path}/again`, { version: returned, declaration });
    expect(again.status).toBe(303);
    const edit = again.headers.get('location') ?? '';
    expect(await (await ask('manager01', edit)).text()).toContain('value="secondmanager"');
    expect((await read(edit.replace('/edit', ''))).previousReference).toBe(reference);
  });
});

describe('accounts', () => {
  it('of other institutions and of the agency are not there', async () => {
    for (const name of ['reviewer01', 'nobody00']) {
      expect((await ask('manager01', `/accounts/${name}`)).status).toBe(404);
      expect((await ask('manager01', `/accounts/${name}/change`)).status).toBe(404);
    }
    const list = await (await ask('manager01', '/accounts')).text();
    expect(list).toContain('/accounts/reporter01');
    expect(list).not.toContain('reviewer01');
  });

  it('lead to the applications that are about them, and to no others', async () => {
    const about = await draftChange();
    const { version } = await read(about);
    await post('reporter01', `${about}/confirm`, { version: String(version) });
    const asked = await post('manager01', '/applications/new-reporter', {
      ...accountFields(1, 'listed77'),
      ...filler,
      declaration,
      action: 'continue',
    });
    const other = asked.headers.get('location') ?? '';
    const [, href = ''] =
      /href="(\/applications\?account=[^"]+)"/.exec(
        await (await ask('manager01', '/accounts/reporter01')).text(),
      ) ?? [];
    const listed = async (path: string) => {
      const html = await (await ask('manager01', path)).text();
      return [about, other].filter((one) => html.includes(`href="${one}"`));
    };
    expect(await listed(href)).toEqual([about]);
    expect(await listed('/applications?account=LISTED77')).toEqual([other]);
    expect(await listed('/applications?account=listed')).toEqual([]);
    const desk = await (await ask('reviewer01', '/desk?show=all&account=reporter01')).text();
    expect(desk).toContain(about.split('/').at(-1));
    expect(await (await ask('reviewer01', '/desk?show=all&account=nobody')).text()).not.toContain(
      about.split('/').at(-1),
    );
  });

  it('that are suspended are listed as idle, with the form that brings them back', async () => {
    const { db } = installation.gateway;
    await db('accounts').where({ user_name: 'newcomer01' }).update({ state: 'suspended' });
    const list = await (await ask('manager01', '/idle-accounts')).text();
    expect(list).toContain('/accounts/newcomer01/change?ask=reactivate');
    const form = await (await ask('manager01', '/accounts/newcomer01/change?ask=reactivate')).text();
    expect(form).toMatch(/value="reactivate"[^>]*checked/);
    expect(await (await ask('reviewer01', '/idle-accounts')).text()).toContain('newcomer01');
    await db('accounts').where({ user_name: 'newcomer01' }).update({ state: 'active' });
  });
});
