import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccountByName } from '../../src/accounts/index.js';
import { formatRange } from '../../src/ip-ranges/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, keepPicture, openContext, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
const contexts: BrowserContext[] = [];
let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
}, 60_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await installation?.stop();
});

const visit = (page: Page, path: string) => page.goto(installation.origin + path);
const goOn = (page: Page) => page.locator('main button[type="submit"]').last().click();

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [field, text] of Object.entries(fields)) await page.fill(`[id="${field}"]`, text);
}

/** Somebody at home, whose addresses are no longer those of the account. */
async function openHome(): Promise<Page> {
  const context = await openContext(browser(), {
    url: installation.origin,
    language: 'zh-Hant',
    width: 1280,
  });
  contexts.push(context);
  return context.newPage();
}

/** Somebody of the agency, who reads English. */
async function openDesk(userName: string): Promise<Page> {
  const token = await installation.logIn(userName);
  const context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  await context.addCookies([{ name: 'lang', value: 'en', url: installation.origin }]);
  contexts.push(context);
  return context.newPage();
}

it('goes from the home page by captcha, letter and desk to its effect', async () => {
  const { origin, captcha, gateway } = installation;
  const session = { headers: { authorization: `Bearer ${await installation.logIn('reporter01')}` } };
  const home = await openHome();
  await visit(home, '/change');
  await home.check('#declaration');
  await goOn(home);
  await home.waitForURL('**/change/form');
  await home.check('#changes');
  await home.check('#changes-email');
  await fill(home, {
    institutionCode: '1268650500',
    userName: 'reporter01',
    'ranges-1': '203.69.21.1',
    email: 'moved@hospital.example',
    'holder-name': '陳怡君',
    'holder-telephone': '02-1111-1111',
    'holder-mobile': '0900111111',
    'holder-email': 'moved@hospital.example',
    'filler-name': '林志明',
    'filler-telephone': '02-1111-1112',
    'filler-email': 'manager01@hospital.example',
  });
  await goOn(home);
  await home.waitForURL('**/change/check');
  await home.fill('#captcha', '000000');
  await goOn(home);
  await home.locator('#captcha-error').waitFor();
  await home.fill('#captcha', captcha.text);
  await goOn(home);
  await home.waitForURL('**/change/done');
  const reference = (await home.locator('#reference').textContent()) ?? '';
  const before = await findAccountByName(gateway.db, 'reporter01');
  expect(before?.email).toBe('reporter01@hospital.example');

  const intake = await openDesk('reviewer02');
  await visit(intake, '/desk/letters');
  await intake.getByLabel('Application number').fill(reference);
  await intake.getByRole('button', { name: 'Next' }).click();
  await intake.getByLabel('The letter comes from 測試醫院').check();
  await fill(intake, {
    senderNumber: '測醫字第1150002號',
    senderDate: '2026-11-20',
    ownNumber: '職安字第2號',
  });
  await intake.getByRole('button', { name: 'Record the letter' }).click();
  await intake.getByText(`The letter of ${reference} is recorded`).waitFor();

  const desk = await openDesk('reviewer01');
  await visit(desk, `/desk/applications/${reference}`);
  await desk.getByRole('button', { name: 'Begin the review' }).click();
  await desk.getByText('This application is yours now.').waitFor();
  await keepPicture(desk, 'home-page-change desk');
  expect(await findBarriers(desk)).toEqual([]);
  await desk.locator('#items-1-outcome').check();
  await desk.getByRole('button', { name: 'Next: confirm' }).click();
  for (const said of [
    'The external IP ranges of reporter01 become what is asked for, at once.',
    'The e-mail of reporter01 becomes moved@hospital.example at once.',
    'Wherever reporter01 is logged in now, that ends at once.',
    'The address used so far, reporter01@hospital.example, is told too.',
  ]) {
    await desk.getByText(said).waitFor();
  }
  await keepPicture(desk, 'home-page-change confirm');
  expect(await findBarriers(desk)).toEqual([]);
  expect((await fetch(`${origin}/profile`, session)).status).toBe(200);
  await desk.getByRole('button', { name: 'Confirm' }).click();
  await desk.getByText('Approved. The mails are on their way.').waitFor();

  const after = await findAccountByName(gateway.db, 'reporter01');
  expect(after?.email).toBe('moved@hospital.example');
  expect(after?.ranges.map(formatRange)).toEqual(['203.69.21.1']);
  expect((await fetch(`${origin}/api/v1/session`, session)).status).toBe(401);
  const told = await gateway
    .db('mails')
    .whereIn('event', ['account-changed', 'application-approved'])
    .orderBy('id');
  expect(told.map(({ event, recipient, language }) => [event, recipient, language].join(' '))).toEqual([
    'account-changed moved@hospital.example zh-Hant',
    'account-changed reporter01@hospital.example zh-Hant',
    'account-changed manager01@hospital.example zh-Hant',
    'application-approved manager01@hospital.example zh-Hant',
  ]);
  await visit(home, `/progress?number=${reference}`);
  expect(await home.getByLabel('申請編號').inputValue()).toBe(reference);
}, 90_000);
