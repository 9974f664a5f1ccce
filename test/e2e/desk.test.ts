import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccountByName } from '../../src/accounts/index.js';
import {
  type ApplicationForm,
  type ApplicationWithForm,
  attachScan,
  type Deed,
  declarationVersion,
  fileApplication,
  readChangeForm,
  readNewAccountForm,
  submit,
} from '../../src/applications/index.js';
import { receiveScan } from '../../src/documents/index.js';
import { defaultWidths } from '../../src/ip-ranges/index.js';
import { changeOf, newAccountsOf } from '../applications/support/typed-forms.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;
/** Two reviewers and a supervisor, each at a browser of their own. */
let reviewer: Page;
let colleague: Page;
let supervisor: Page;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  installation = await startInstallation();
  [reviewer, colleague, supervisor] = [
    await open('reviewer01'),
    await open('reviewer02'),
    await open('supervisor01'),
  ];
}, 90_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await installation?.stop();
});

async function open(userName: string): Promise<Page> {
  const token = await installation.logIn(userName);
  const context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  contexts.push(context);
  return context.newPage();
}

const ranges = { ranges: { demoMode: false, widest: defaultWidths } } as const;

function newAccounts(role: 'manager' | 'reporter', ...userNames: string[]): ApplicationForm {
  const { form, fields } = readNewAccountForm(newAccountsOf(role, userNames), ranges);
  if (form === undefined) throw new TypeError(JSON.stringify(fields));
  return form;
}

/** What somebody of the demo does now; null for somebody who is not logged in. */
async function by(userName: string | null): Promise<Deed> {
  const account = userName === null ? undefined : await findAccountByName(installation.gateway.db, userName);
  const actor =
    account === undefined
      ? null
      : {
          accountId: account.id,
          userName: account.userName,
          role: account.role,
          institutionCode: account.institution?.code ?? null,
        };
  return { actor, address: '203.69.20.5', reference: 'TESTREF', at: new Date() };
}

async function file(form: ApplicationForm, userName: string | null): Promise<ApplicationWithForm> {
  const draft = { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion } as const;
  return fileApplication(installation.gateway.services.applications, draft, await by(userName));
}

/** Files an application by scan and sends it in. */
async function send(form: ApplicationForm, content: Buffer): Promise<ApplicationWithForm> {
  const { applications, documents } = installation.gateway.services;
  const filed = await file(form, 'manager01');
  const received = await receiveScan(documents, Readable.from([content]));
  const scan = { ...received, fileName: '用印申請表.pdf' };
  const attached = await attachScan(applications, { ...filed, file: scan }, await by('manager01'));
  return submit(applications, attached, await by('manager01'));
}

/** A page as a scanner makes it: PDF, and a picture. */
async function scannedPdf(text: string): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4' });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  document.fontSize(28).text(text).rect(60, 400, 160, 160).stroke('#b3261e');
  document.end();
  await new Promise((resolve) => document.once('end', resolve));
  return Buffer.concat(parts);
}

async function scannedPicture(): Promise<Buffer> {
  return reviewer.screenshot({ type: 'jpeg' });
}

async function lookAt(page: Page, name: string, path: string): Promise<void> {
  for (const language of ['zh-Hant', 'en']) {
    await page.context().addCookies([{ name: 'lang', value: language, url: installation.origin }]);
    await page.goto(installation.origin + path);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `desk ${name} ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  }
  await page.context().addCookies([{ name: 'lang', value: 'zh-Hant', url: installation.origin }]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

const visit = (page: Page, path: string) => page.goto(installation.origin + path);
const pageOf = ({ reference }: { readonly reference: string }) => `/desk/applications/${reference}`;

describe('the review desk', () => {
  it('takes in a letter by its number, which shows what does not match before anything is saved', async () => {
    const filed = await file(newAccounts('manager', 'letterman01'), null);
    await visit(reviewer, '/start');
    await reviewer.getByRole('link', { name: '登錄函文' }).first().click();
    await reviewer.keyboard.type('A1151122-QQQQQQ');
    await reviewer.keyboard.press('Enter');
    await reviewer.locator('#number-error').waitFor();
    await reviewer.locator('#number').fill(`  ${filed.reference.toLowerCase().replace('-', ' ')}`);
    await reviewer.keyboard.press('Enter');
    await reviewer.waitForURL(`**/desk/letters/${filed.reference}`);
    await reviewer.getByLabel('來文字號').fill('測醫字第1150001號');
    await reviewer.getByLabel('來文日期').fill('116/01/01');
    await reviewer.getByLabel('收文字號').fill('職安字第1150099號');
    await reviewer.getByRole('button', { name: '登錄函文' }).click();
    await reviewer.locator('#institutionCode-error').waitFor();
    await reviewer.locator('#senderDate-error').waitFor();
    await keepPicture(reviewer, 'desk letter refused');
    expect(await findBarriers(reviewer)).toEqual([]);
    expect(await installation.gateway.db('formal_letters')).toHaveLength(0);
    expect(await reviewer.getByLabel('來文字號').inputValue()).toBe('測醫字第1150001號');
    await reviewer.getByLabel('函文是測試醫院').check();
    await reviewer.getByLabel('來文日期').fill('115年11月20日');
    await reviewer.setInputFiles('#file', {
      name: '函文.pdf',
      mimeType: 'application/pdf',
      buffer: await scannedPdf('Formal letter'),
    });
    await reviewer.getByRole('button', { name: '登錄函文' }).click();
    await reviewer.getByText(`已登錄 ${filed.reference} 的函文`).waitFor();
    expect(await reviewer.evaluate('document.activeElement.id')).toBe('number');
    expect(await installation.gateway.db('formal_letters').first()).toMatchObject({
      sender_number: '測醫字第1150001號',
      sender_date: '2026-11-20',
      own_number: '職安字第1150099號',
    });
    await visit(reviewer, pageOf(filed));
    await reviewer.getByText('職安字第1150099號').waitFor();
    await lookAt(reviewer, 'letter-application', pageOf(filed));
  }, 90_000);

  it('lets exactly one of two reviewers take it, and tells the other who was faster', async () => {
    const sent = await send(newAccounts('reporter', 'twodesks01'), await scannedPicture());
    await visit(reviewer, pageOf(sent));
    await visit(colleague, pageOf(sent));
    await reviewer.getByRole('button', { name: '開始審查' }).click();
    await reviewer.getByText('這件申請由您承辦了').waitFor();
    await colleague.getByRole('button', { name: '開始審查' }).click();
    await colleague.getByText('reviewer01 於').waitFor();
    await colleague.getByText('只有承辦人可以核可或退回').waitFor();
    expect(await colleague.getByRole('button', { name: '開始審查' }).count()).toBe(0);
    await keepPicture(colleague, 'desk faster');
    expect(await findBarriers(colleague)).toEqual([]);
  }, 60_000);

  it('decides each account of a form by itself, after saying what will happen', async () => {
    const sent = await send(
      newAccounts('reporter', 'several01', 'several02'),
      await scannedPdf('Sealed form'),
    );
    await visit(reviewer, pageOf(sent));
    await reviewer.getByRole('button', { name: '開始審查' }).click();
    await reviewer.getByRole('button', { name: '下一步：確認' }).click();
    await reviewer.locator('#items-1-outcome-error').waitFor();
    await reviewer.locator('#items-1-outcome').check();
    await reviewer.locator('[name=items-2-outcome][value=return]').check();
    await reviewer.getByRole('button', { name: '下一步：確認' }).click();
    await reviewer.locator('#items-2-reasons-error').waitFor();
    expect(await reviewer.locator('#items-1-outcome').isChecked()).toBe(true);
    await reviewer.locator('[name=items-2-reasons][value=seal-missing]').check();
    await reviewer.locator('[name=items-2-reasons][value=email-not-own]').check();
    await reviewer.locator('#items-2-words').fill('請改用本人信箱 <b>');
    await lookAt(reviewer, 'application', pageOf(sent));
    await visit(reviewer, pageOf(sent));
    await reviewer.locator('#items-1-outcome').check();
    await reviewer.locator('[name=items-2-outcome][value=return]').check();
    await reviewer.locator('[name=items-2-reasons][value=seal-missing]').check();
    await reviewer.locator('[name=items-2-reasons][value=email-not-own]').check();
    await reviewer.locator('#items-2-words').fill('請改用本人信箱 <b>');
    await reviewer.getByRole('button', { name: '下一步：確認' }).click();
    await reviewer.getByText('首次登入密碼由系統直接寄到 several01@hospital.example').waitFor();
    await reviewer.getByText('請改用本人信箱 <b>').waitFor();
    await keepPicture(reviewer, 'desk confirm');
    expect(await findBarriers(reviewer)).toEqual([]);
    expect(await installation.gateway.db('accounts').where({ user_name: 'several01' })).toHaveLength(0);
    await reviewer.getByRole('button', { name: '確認送出' }).click();
    await reviewer.getByText('已退回，通知信已排入寄送').waitFor();
    expect(await findAccountByName(installation.gateway.db, 'several01')).toMatchObject({ state: 'active' });
    expect(await findAccountByName(installation.gateway.db, 'several02')).toBeUndefined();
  }, 90_000);

  it('shows a change beside what the account has, keeps notes, and is handed over by a supervisor', async () => {
    const now = await findAccountByName(installation.gateway.db, 'reporter01');
    const { form } = readChangeForm(
      changeOf('reporter01', {
        ticked: ['email', 'ranges'],
        email: 'new@hospital.example',
        ranges: ['203.69.20.9'],
      }),
      ranges,
      now ?? 'unseen',
    );
    if (form === undefined) throw new TypeError('The form is complete.');
    const sent = await send(form, await scannedPicture());
    await visit(reviewer, pageOf(sent));
    await reviewer.getByRole('button', { name: '開始審查' }).click();
    await reviewer.getByLabel('給同事的備註').fill('已電話確認');
    await reviewer.getByRole('button', { name: '留下備註' }).click();
    await reviewer.getByText('備註已留下').waitFor();
    await visit(supervisor, pageOf(sent));
    await supervisor.getByText('已電話確認').waitFor();
    await supervisor.getByLabel('移交給').selectOption({ index: 0 });
    await supervisor.getByRole('button', { name: '移交同事' }).click();
    await supervisor.getByText('已移交同事').waitFor();
    await reviewer.locator('[value=approve]').check();
    await reviewer.getByRole('button', { name: '下一步：確認' }).click();
    await reviewer.getByText('supervisor01 於').waitFor();
    await visit(colleague, pageOf(sent));
    await lookAt(colleague, 'change', pageOf(sent));
    await visit(colleague, pageOf(sent));
    await colleague.locator('[value=approve]').check();
    await colleague.getByRole('button', { name: '下一步：確認' }).click();
    await colleague.getByText('reporter01 目前的登入會立即結束').waitFor();
    await colleague.getByRole('button', { name: '確認送出' }).click();
    await colleague.getByText('已核可，通知信已排入寄送').waitFor();
    await colleague.getByRole('link', { name: '處理下一件' }).waitFor();
    expect(await findAccountByName(installation.gateway.db, 'reporter01')).toMatchObject({
      email: 'new@hospital.example',
    });
  }, 90_000);

  it('lists what waits and fits, wide and narrow', async () => {
    await send(newAccounts('reporter', 'waiting01'), await scannedPicture());
    const late = await send(newAccounts('reporter', 'waiting02'), await scannedPicture());
    await installation.gateway
      .db('applications')
      .where({ reference: late.reference })
      .update({ due_date: '2026-01-05' });
    await visit(reviewer, '/desk');
    expect(await reviewer.locator('.jb-list tbody tr').first().getByRole('link').textContent()).toBe(
      late.reference,
    );
    await reviewer.getByRole('link', { name: '已逾期 1' }).click();
    expect(await reviewer.locator('.jb-list tbody tr').count()).toBe(1);
    await lookAt(reviewer, 'list', '/desk');
    await lookAt(reviewer, 'letters', '/desk/letters');
    const waiting = await file(newAccounts('manager', 'waiting03'), null);
    await lookAt(reviewer, 'letter', `/desk/letters/${waiting.reference}`);
    await lookAt(supervisor, 'statistics', '/statistics/applications');
  }, 90_000);
});
