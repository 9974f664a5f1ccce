import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findAccountByName } from '../../src/accounts/index.js';
import { formatRange } from '../../src/ip-ranges/index.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { press, typeInto } from './support/by-keyboard.js';
import { pairBrowser, sendLogin } from './support/log-in.js';
import { type MovingStack, startMovingStack } from './support/moving-stack.js';
import { linesOf, newMailsOf, type ReceivedMail } from './support/new-mails.js';
import { keepPaper, missingIn, scanOf } from './support/paper.js';

/** 示範診所, which has no account at the beginning. */
const clinic = '0101010101';
const pins = { 'other-person': '112233', medical: '8642097', 'same-name': '223344' } as const;
type CardId = keyof typeof pins;

/** Those of the clinic; the names are those on their cards. */
const manager = {
  userName: 'clinic-manager',
  name: '李美玲',
  telephone: '02-2222-2222',
  extension: '11',
  mobile: '0922-000-111',
  email: 'meiling@clinic.example',
};
const first = {
  userName: 'clinic-first',
  name: '黃淑芬',
  telephone: '02-2222-2222',
  extension: '21',
  mobile: '0922-000-221',
  email: 'shufen@clinic.example',
};
const second = {
  userName: 'clinic-second',
  name: '陳怡君',
  telephone: '02-2222-2222',
  extension: '22',
  mobile: '0922-000-222',
  email: 'office@clinic.example',
};
const filler = { name: '周文傑', telephone: '02-2222-2220', email: 'filler@clinic.example' };
const agency = 'desk@localhost.localdomain';

const browser = useBrowser();
const contexts: BrowserContext[] = [];
const passwords = new Map<string, string>();
let stack: MovingStack;
let newMails: () => Promise<readonly ReceivedMail[]>;
/** Each person's own browser: the manager, both reporters, and the filler without an account. */
let pages: Readonly<Record<'manager' | 'first' | 'second' | 'filler', Page>>;
let reviewer: Page;

beforeAll(async () => {
  stack = await startMovingStack(['other-person']);
  newMails = newMailsOf(stack);
  pages = { manager: await open(), first: await open(), second: await open(), filler: await open() };
  for (const page of [pages.manager, pages.first, pages.second]) await pairBrowser(page, stack);
  reviewer = await openReviewer();
  await newMails();
}, 90_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await stack?.stop();
});

async function open(headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const context = await browser().newContext({
    viewport: { width: 1280, height: 900 },
    extraHTTPHeaders: headers,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

async function openReviewer(): Promise<Page> {
  return open({ authorization: `Bearer ${await stack.logIn('reviewer01')}` });
}

/** Who got what since the last look at the mails: exactly these. */
async function expectMails(...lines: readonly string[]): Promise<readonly ReceivedMail[]> {
  const mails = await newMails();
  expect(linesOf(mails)).toEqual([...lines].sort());
  return mails;
}

const visit = (page: Page, path: string) => page.goto(stack.origin + path);
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const account = (userName: string) => findAccountByName(stack.gateway.db, userName);

async function look(page: Page, name: string, widths: readonly number[] = [1280]): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await keepPicture(page, `life ${name} ${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The clinic's connection: this machine by either family. */
async function fillRanges(
  page: Page,
  prefix: string,
  ranges: readonly string[],
  add: Locator,
): Promise<void> {
  for (const [index, range] of ranges.entries()) {
    if (index > 0 && (await page.locator(`[name="${prefix}ranges-${index + 1}"]`).count()) === 0) {
      await add.click();
      await page.locator(`[name="${prefix}ranges-${index + 1}"]`).waitFor();
    }
    await page.fill(`[name="${prefix}ranges-${index + 1}"]`, range);
  }
}

async function fillPerson(
  page: Page,
  prefix: string,
  person: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [field, text] of Object.entries(person)) {
    await page.fill(`[name="${prefix}${field}"]`, text);
  }
}

const home = ['127.0.0.1', '::1'] as const;

/** Logs in with that card in the reader. */
async function logIn(page: Page, userName: string, card: CardId, password?: string): Promise<void> {
  // A login page asks the card agent all the time; none may be open while the card is changed.
  for (const each of [pages.manager, pages.first, pages.second]) {
    if (new URL(each.url()).pathname === '/login') await each.goto('about:blank');
  }
  await vi.waitFor(() => stack.readers.change([card]), { timeout: 20_000, interval: 200 });
  await visit(page, '/login');
  await sendLogin(page, stack, userName, {
    password: password ?? passwords.get(userName) ?? '',
    pin: pins[card],
  });
}

/** The first login: the mailed password is replaced, then the profile completed. */
async function logInFirst(
  page: Page,
  person: typeof manager,
  card: CardId,
  mails: readonly ReceivedMail[],
): Promise<void> {
  const mail = mails.find(({ to, subject }) => to === person.email && subject.includes('首次登入密碼'));
  const [, oneTime = ''] = /首次登入密碼：(\S+)/u.exec(mail?.text ?? '') ?? [];
  await logIn(page, person.userName, card, oneTime);
  await page.waitForURL('**/first-login/password');
  const password = `Amber-Quill-${person.extension}72`;
  await page.getByLabel('新的密碼', { exact: true }).fill(password);
  await page.getByLabel('再輸入一次新的密碼').fill(password);
  if (person === manager) await look(page, 'first password');
  await click(page, '設定密碼並繼續');
  await page.waitForURL('**/first-login/profile');
  await page.fill('#telephone', person.telephone);
  await page.fill('#telephoneExtension', person.extension);
  await page.fill('#mobile', person.mobile);
  await page.fill('#email', person.email);
  if (person === manager) await look(page, 'first profile');
  await click(page, '儲存並開始使用');
  await page.getByRole('heading', { name: '第一次登入完成' }).waitFor();
  passwords.set(person.userName, password);
}

/** Confirms an application that waits on its page; its number and the printed form. */
async function confirmAndPrint(page: Page): Promise<{ reference: string; pdf: Buffer }> {
  await click(page, '確認申請');
  await page.waitForURL('**?done=confirmed');
  const reference = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const answer = await page.request.get(`${stack.origin}/applications/${reference}/form.pdf`);
  return { reference, pdf: await answer.body() };
}

/** Sends the sealed form in as a picture, whose QR code is read. */
async function sendScan(page: Page, pdf: Buffer, format: 'png' | 'jpeg'): Promise<void> {
  await page.setInputFiles('#file', {
    name: `用印申請表.${format}`,
    mimeType: `image/${format}`,
    buffer: scanOf(pdf, format),
  });
  await click(page, '上傳');
  await page.waitForURL(/done=scanned/);
  await page.getByText('已從掃描檔讀到 QR 碼，編號和這件申請相符。').waitFor();
  await click(page, '正式申請');
  await page.waitForURL('**?done=submitted');
}

/** Records the letter with its sealed form. */
async function recordLetter(reference: string, pdf: Buffer, senderNumber: string): Promise<void> {
  await visit(reviewer, '/desk/letters');
  await reviewer.fill('#number', reference);
  await reviewer.keyboard.press('Enter');
  await reviewer.waitForURL(`**/desk/letters/${reference}`);
  await reviewer.getByRole('checkbox', { name: '示範診所' }).check();
  await reviewer.getByLabel('來文字號').fill(senderNumber);
  await reviewer.getByLabel('來文日期').fill(await reviewer.getByLabel('收文日期').inputValue());
  await reviewer.getByLabel('收文字號').fill(`職安${senderNumber}`);
  await reviewer.setInputFiles('#file', {
    name: '函文.png',
    mimeType: 'image/png',
    buffer: scanOf(pdf, 'png'),
  });
  await click(reviewer, '登錄函文');
  await reviewer.getByText(`已登錄 ${reference} 的函文`).waitFor();
}

async function take(reference: string): Promise<void> {
  await visit(reviewer, `/desk/applications/${reference}`);
  await click(reviewer, '開始審查');
  await reviewer.getByText('這件申請由您承辦了').waitFor();
}

/** Approves everything of an application, or all but the second account. */
async function decide(reference: string, returned?: { reason: string; words: string }): Promise<void> {
  await reviewer.locator('[name=items-1-outcome][value=approve]').check();
  if (returned !== undefined) {
    await reviewer.locator('[name=items-2-outcome][value=return]').check();
    await reviewer.locator(`[name=items-2-reasons][value=${returned.reason}]`).check();
    await reviewer.locator('#items-2-words').fill(returned.words);
  }
  await click(reviewer, '下一步：確認');
  await look(reviewer, `desk confirm ${reference.slice(0, 1)}${returned === undefined ? '' : ' returned'}`);
  await click(reviewer, '確認送出');
  await reviewer.getByText('通知信已排入寄送').waitFor();
}

describe('the whole life of an institution', () => {
  let letter: { reference: string; pdf: Buffer };
  let forms: { reference: string; pdf: Buffer };

  it('begins at the home page: the first manager is applied for with the keyboard only', async () => {
    const page = pages.filler;
    await visit(page, '/');
    await look(page, 'home');
    await press(page, page.getByRole('button', { name: '帳號申請' }), 'Enter');
    await press(page, page.getByLabel('我已詳細閱讀，並同意以上聲明'), 'Space');
    await look(page, 'declaration');
    await press(page, page.getByRole('button', { name: '下一步' }), 'Enter');
    await typeInto(page, page.locator('#institutionCode'), clinic);
    for (const [field, text] of Object.entries(manager)) {
      await typeInto(page, page.locator(`[id="accounts-1-${field}"]`), text);
    }
    await typeInto(page, page.locator('[id="accounts-1-ranges-1"]'), home[0]);
    await press(page, page.getByRole('button', { name: '再加一列' }), 'Enter');
    await typeInto(page, page.locator('[id="accounts-1-ranges-2"]'), home[1]);
    for (const [field, text] of Object.entries(filler)) {
      await typeInto(page, page.locator(`#filler-${field}`), text);
    }
    await look(page, 'form', [1280, 320]);
    await press(page, page.locator('main').getByRole('button', { name: '下一步：核對內容' }).last(), 'Enter');
    await page.getByRole('heading', { name: '核對內容' }).waitFor();
    await look(page, 'check answers');
    await typeInto(page, page.getByRole('textbox', { name: '驗證碼' }), stack.captcha.text);
    await press(page, page.getByRole('button', { name: '確認送出申請' }), 'Enter');
    await page.getByRole('heading', { name: '申請已確認' }).waitFor();
    await look(page, 'done');
    const reference = (await page.locator('#reference').textContent()) ?? '';
    const pdf = await (await page.request.get(`${stack.origin}/apply/done/form.pdf`)).body();
    letter = { reference, pdf };
    keepPaper(pdf, 'life form manager');
    expect(
      missingIn(pdf, [
        '新管理者帳號申請表',
        reference,
        '示範診所',
        clinic,
        ...Object.values({ ...manager, extension: '#11' }),
        ...home,
        filler.name,
        filler.telephone,
        '第 1 頁，共 1 頁',
      ]),
    ).toEqual([]);
    await expectMails(`${filler.email} 帳號申請已確認，請用印後送件：${reference}`);
  }, 90_000);

  it('goes on at the desk: the letter is recorded, reviewed and approved', async () => {
    const { reference, pdf } = letter;
    await recordLetter(reference, pdf, '示診字第1150001號');
    await expectMails(`${filler.email} 帳號申請已收件：${reference}`);
    await take(reference);
    await look(reviewer, 'desk letter', [1280, 320]);
    expect(await account(manager.userName)).toBeUndefined();
    await decide(reference);
    expect(await account(manager.userName)).toMatchObject({ role: 'manager', state: 'active' });
  }, 60_000);

  it('lets the manager in with the mailed password and a card, and asks for an own password', async () => {
    const mails = await expectMails(
      `${filler.email} 帳號申請已核可：${letter.reference}`,
      `${manager.email} 健報帳號已開通：首次登入密碼`,
      `${manager.email} 帳號申請已核可：${letter.reference}`,
    );
    await logInFirst(pages.manager, manager, 'other-person', mails);
    await look(pages.manager, 'first done');
    await expectMails(`${manager.email} 健報帳號已綁定憑證卡：${manager.userName}`);
  }, 60_000);

  it('has two reporters applied for in one form, with the sealed scan', async () => {
    const page = pages.manager;
    await visit(page, '/accounts');
    await look(page, 'accounts');
    await click(page, '申報者帳號申請');
    for (const [index, person] of [first, second].entries()) {
      if (index > 0) await click(page, '增加一個帳號');
      const prefix = `accounts-${index + 1}-`;
      await page.locator(`[id="${prefix}userName"]`).waitFor();
      await fillPerson(page, prefix, person);
      const add = page.getByRole('button', { name: '增加一列位址', exact: true }).nth(index);
      await fillRanges(page, prefix, home, add);
    }
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await look(page, 'new reporters');
    await page.getByRole('button', { name: '下一步：確認內容', exact: true }).click();
    await page.waitForURL('**/applications/A*');
    await look(page, 'reporters draft');
    forms = await confirmAndPrint(page);
    keepPaper(forms.pdf, 'life form reporters');
    expect(
      missingIn(forms.pdf, [
        '新使用者帳號申請表',
        forms.reference,
        '申報者1',
        '申報者2',
        ...Object.values({ ...first, extension: '#21' }),
        ...Object.values({ ...second, extension: '#22' }),
        ...home,
        manager.name,
      ]),
    ).toEqual([]);
    await look(page, 'reporters awaiting scan', [1280, 320]);
    await sendScan(page, forms.pdf, 'jpeg');
    await look(page, 'reporters submitted');
    await expectMails(
      `${manager.email} 帳號申請已收件：${forms.reference}`,
      `${manager.email} 帳號申請已確認，請用印後送件：${forms.reference}`,
      `${agency} 有新的帳號申請待審查：${forms.reference}`,
    );
  }, 90_000);

  it('has one of them approved and the other returned with the reason', async () => {
    await visit(reviewer, '/desk');
    await look(reviewer, 'desk');
    await take(forms.reference);
    await look(reviewer, 'desk scan');
    await decide(forms.reference, { reason: 'email-not-own', words: '請改用陳小姐本人的信箱。' });
    expect(await account(first.userName)).toMatchObject({ state: 'active' });
    expect(await account(second.userName)).toBeUndefined();
  }, 60_000);

  it('lets the first reporter in', async () => {
    const mails = await expectMails(
      `${manager.email} 帳號申請已核可：${forms.reference}`,
      `${manager.email} 帳號申請需要補正：${forms.reference}`,
      `${second.email} 帳號申請需要補正：${forms.reference}`,
      `${first.email} 健報帳號已開通：首次登入密碼`,
      `${first.email} 帳號申請已核可：${forms.reference}`,
    );
    const returned = mails.find(({ to, subject }) => to === manager.email && subject.includes('補正'));
    expect(returned?.text).toContain('請改用陳小姐本人的信箱。');
    await logInFirst(pages.first, first, 'medical', mails);
    await expectMails(`${first.email} 健報帳號已綁定憑證卡：${first.userName}`);
  }, 60_000);

  it('has the returned one filed again from what it was, mended and approved', async () => {
    const page = pages.manager;
    await visit(page, `/applications/${forms.reference}`);
    await page.getByText('請改用陳小姐本人的信箱。').waitFor();
    await look(page, 'reporters returned');
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await click(page, '以原內容重新申請');
    await page.waitForURL('**/edit');
    expect(await page.inputValue('[name="accounts-1-userName"]')).toBe(second.userName);
    expect(await page.locator('[name="accounts-2-userName"]').count()).toBe(0);
    await page.fill('[name="accounts-1-email"]', 'yijun@clinic.example');
    await page.getByRole('button', { name: '下一步：確認內容', exact: true }).click();
    await page.getByText('yijun@clinic.example').waitFor();
    const again = await confirmAndPrint(page);
    expect(missingIn(again.pdf, [again.reference, second.name, 'yijun@clinic.example'])).toEqual([]);
    await sendScan(page, again.pdf, 'png');
    await newMails();
    await take(again.reference);
    await reviewer.getByText(second.email).first().waitFor();
    await look(reviewer, 'desk second round');
    await decide(again.reference);
    const mails = await expectMails(
      `${manager.email} 帳號申請已核可：${again.reference}`,
      'yijun@clinic.example 健報帳號已開通：首次登入密碼',
      `yijun@clinic.example 帳號申請已核可：${again.reference}`,
    );
    await logInFirst(pages.second, { ...second, email: 'yijun@clinic.example' }, 'same-name', mails);
    await newMails();
  }, 120_000);

  it('has a reporter change e-mail and ranges by scan, which ends the session and is told at both addresses', async () => {
    const page = pages.first;
    await visit(page, '/applications');
    await page.getByRole('button', { name: '申請異動或停用我的帳號' }).click();
    await page.getByRole('checkbox', { name: '異動對外IP區段' }).check();
    await page.getByRole('checkbox', { name: '異動電子信箱' }).check();
    const add = page.getByRole('button', { name: '增加一列位址', exact: true });
    await fillRanges(page, '', ['127.0.0.0/28', '::1'], add);
    await page.fill('[name="email"]', 'shufen.huang@clinic.example');
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await look(page, 'change form');
    await page.getByRole('button', { name: '下一步：確認內容', exact: true }).click();
    await page.waitForURL('**/applications/C*');
    await look(page, 'change draft');
    const change = await confirmAndPrint(page);
    keepPaper(change.pdf, 'life form change');
    expect(
      missingIn(change.pdf, [
        '使用者帳號異動/停用申請表',
        change.reference,
        first.userName,
        ...home,
        '127.0.0.0至127.0.0.15',
        'shufen.huang@clinic.example',
        first.email,
        first.name,
        first.telephone,
      ]),
    ).toEqual([]);
    await sendScan(page, change.pdf, 'png');
    await newMails();
    await take(change.reference);
    await look(reviewer, 'desk change');
    expect((await account(first.userName))?.email).toBe(first.email);
    await decide(change.reference);
    const changed = await account(first.userName);
    expect(changed?.email).toBe('shufen.huang@clinic.example');
    expect(changed?.ranges.map(formatRange)).toContain('127.0.0.0-127.0.0.15');
    await visit(page, '/applications');
    expect(new URL(page.url()).pathname).toBe('/login');
    await look(page, 'session ended');
    await expectMails(
      `${manager.email} 帳號異動已生效：${first.userName}`,
      `${first.email} 帳號異動已生效：${first.userName}`,
      `shufen.huang@clinic.example 帳號異動已生效：${first.userName}`,
      `${first.email} 帳號申請已核可：${change.reference}`,
    );
  }, 120_000);

  it('has the manager ask by letter that the reporter becomes a manager too', async () => {
    await logIn(pages.first, first.userName, 'medical');
    await pages.first.waitForURL((url) => url.pathname !== '/login');
    const page = pages.manager;
    await visit(page, `/accounts/${first.userName}`);
    await look(page, 'account');
    await click(page, '申請異動或停用');
    await page.getByRole('checkbox', { name: '帳號權限變更為管理者' }).check();
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await page.getByRole('button', { name: '下一步：確認內容', exact: true }).click();
    await page.waitForURL('**/applications/C*');
    const change = await confirmAndPrint(page);
    await newMails();
    await recordLetter(change.reference, change.pdf, '示診字第1150002號');
    await take(change.reference);
    await decide(change.reference);
    expect(await account(first.userName)).toMatchObject({ role: 'manager' });
    await visit(pages.first, '/applications');
    expect(new URL(pages.first.url()).pathname).toBe('/login');
    await expectMails(
      `${manager.email} 帳號申請已收件：${change.reference}`,
      `${manager.email} 帳號申請已核可：${change.reference}`,
      `${manager.email} 帳號異動已生效：${first.userName}`,
      `shufen.huang@clinic.example 帳號異動已生效：${first.userName}`,
    );
  }, 90_000);

  it('warns twice of accounts that nobody uses, then suspends them', async () => {
    await stack.passDays(50);
    await logIn(pages.manager, manager.userName, 'other-person');
    await pages.manager.waitForURL((url) => url.pathname !== '/login');
    await newMails();
    const told = async () => linesOf(await newMails()).filter((line) => line.includes('@clinic.example'));
    const holders = [first.userName, second.userName];
    const warned = (days: number) =>
      holders.flatMap((userName) =>
        readersOf(userName).map((to) => `${to} 帳號 ${userName} 已 ${days} 天沒有使用`),
      );
    for (const [passed, days] of [
      [10, 60],
      [20, 80],
    ] as const) {
      await stack.passDays(passed);
      await stack.tendIdle();
      expect(await told()).toEqual(warned(days).sort());
      await stack.tendIdle();
      expect(await told()).toEqual([]);
    }
    await stack.passDays(12);
    await stack.tendIdle();
    expect(await told()).toEqual(
      [
        ...readersOf(first.userName).map((to) => `${to} 帳號 ${first.userName} 因閒置已暫停`),
        ...remainingReaders.map((to) => `${to} 帳號 ${second.userName} 因閒置已暫停`),
      ].sort(),
    );
    expect(await account(manager.userName)).toMatchObject({ state: 'active' });
    for (const userName of holders) expect(await account(userName)).toMatchObject({ state: 'suspended' });
    await logIn(pages.second, second.userName, 'same-name');
    await pages.second.getByRole('alert').first().getByText('這個帳號目前不能使用').waitFor();
  }, 90_000);

  it('has the manager bring one of them back by scan', async () => {
    const page = pages.manager;
    await logIn(page, manager.userName, 'other-person');
    await page.waitForURL((url) => url.pathname !== '/login');
    reviewer = await openReviewer();
    await visit(page, '/idle-accounts');
    await look(page, 'idle accounts', [1280, 320]);
    await page
      .getByRole('row', { name: second.userName })
      .getByRole('link', { name: '申請恢復使用' })
      .click();
    expect(await page.getByRole('checkbox', { name: '恢復使用' }).isChecked()).toBe(true);
    const change = await fileChange(page);
    await decide(change);
    expect(await account(second.userName)).toMatchObject({ state: 'active' });
    await newMails();
    await stack.tendIdle();
    await expectMails();
    await logIn(pages.second, second.userName, 'same-name');
    await pages.second.waitForURL((url) => url.pathname !== '/login');
  }, 90_000);

  it('ends with an account that is disabled: its session ends, and it is let in no more', async () => {
    const page = pages.manager;
    await visit(page, `/accounts/${second.userName}`);
    await click(page, '申請異動或停用');
    await page.getByRole('checkbox', { name: '停用帳號' }).check();
    const change = await fileChange(page);
    await visit(pages.second, '/profile');
    expect(new URL(pages.second.url()).pathname).toBe('/profile');
    await decide(change);
    await expectMails(
      ...remainingReaders.map((to) => `${to} 帳號異動已生效：${second.userName}`),
      `${manager.email} 帳號申請已核可：${change}`,
    );
    await visit(pages.second, '/profile');
    expect(new URL(pages.second.url()).pathname).toBe('/login');
    await logIn(pages.second, second.userName, 'same-name');
    await pages.second.getByRole('alert').first().getByText('這個帳號目前不能使用').waitFor();
    await look(pages.second, 'login refused');
    await visit(page, `/accounts/${second.userName}`);
    await look(page, 'account disabled');
  }, 90_000);
});

/** Sends a change in by scan and has it taken for review; its number. No mail of it is left to read. */
async function fileChange(page: Page): Promise<string> {
  await page.getByLabel('我已閱讀並同意以上聲明').check();
  await page.getByRole('button', { name: '下一步：確認內容', exact: true }).click();
  await page.waitForURL('**/applications/C*');
  const { reference, pdf } = await confirmAndPrint(page);
  await sendScan(page, pdf, 'png');
  await take(reference);
  await newMails();
  return reference;
}

/** Who is told of an account that nobody uses, or that was changed: its holder and the active managers. */
function readersOf(userName: string): readonly string[] {
  return userName === first.userName
    ? ['shufen.huang@clinic.example', manager.email]
    : ['yijun@clinic.example', manager.email, 'shufen.huang@clinic.example'];
}

/** Who is told of the second reporter's account once the other manager is suspended. */
const remainingReaders = ['yijun@clinic.example', manager.email] as const;
