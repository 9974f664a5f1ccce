import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccountByName } from '../../src/accounts/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  installation = await startInstallation();
  const token = await installation.logIn('supervisor01');
  context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  page = await context.newPage();
}, 90_000);
afterAll(async () => {
  await context?.close();
  await installation?.stop();
});

const visit = (path: string) => page.goto(installation.origin + path);

async function lookAt(name: string, path: string): Promise<void> {
  for (const language of ['zh-Hant', 'en']) {
    await context.addCookies([{ name: 'lang', value: language, url: installation.origin }]);
    await visit(path);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `supervisor ${name} ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  }
  await context.addCookies([{ name: 'lang', value: 'zh-Hant', url: installation.origin }]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

describe('a supervisor', () => {
  it('adds a member of staff, whose password goes to nobody else', async () => {
    await visit('/staff');
    await page.getByRole('link', { name: '新增署內人員' }).click();
    await page.getByRole('button', { name: '新增帳號' }).click();
    await page.locator('#role-error').waitFor();
    await page.locator('#role').check();
    await page.getByLabel('對外IP區段').fill('203.69.20.0/29');
    await page.getByLabel('帳號', { exact: true }).fill('reviewer01');
    await page.getByLabel('姓名').fill('承辦人九');
    await page.getByLabel('電子信箱').fill('reviewer09');
    await page.getByRole('button', { name: '新增帳號' }).click();
    await page.locator('#email-error').waitFor();
    await keepPicture(page, 'supervisor new refused');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('電子信箱').fill('reviewer09@agency.example');
    await page.getByRole('button', { name: '新增帳號' }).click();
    await page.locator('#userName-error').getByText('已有人使用').waitFor();
    await page.getByLabel('帳號', { exact: true }).fill('reviewer09');
    await page.getByRole('button', { name: '新增帳號' }).click();
    await page.getByText('帳號已新增').waitFor();
    const mail = await installation.gateway.db('mails').where({ recipient: 'reviewer09@agency.example' });
    expect(mail).toHaveLength(1);
  }, 60_000);

  it('changes its e-mail after a second look', async () => {
    await visit('/staff/reviewer09');
    await page.getByRole('link', { name: '修改 電子信箱' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('link', { name: '請填寫完整的電子信箱' }).first().waitFor();
    await page.getByLabel('新的電子信箱').fill('nine@agency.example');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('heading', { name: '請核對新的電子信箱' }).waitFor();
    await keepPicture(page, 'supervisor email check');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: '變更電子信箱' }).click();
    await page.getByText('新、舊信箱都會收到通知').waitFor();
    const mails = installation.gateway.db('mails').where({ event: 'staff-changed' }).orderBy('id');
    expect(await mails.pluck('recipient')).toEqual([
      'nine@agency.example',
      'reviewer09@agency.example',
      'supervisor02@agency.example',
    ]);
  }, 60_000);

  it('changes its role and disables it, but not the own account', async () => {
    await visit('/staff/reviewer09');
    await page.locator('[name=role][value=supervisor]').check();
    await page.getByRole('button', { name: '儲存變更' }).click();
    await page.getByText('已變更').waitFor();
    await page.getByRole('link', { name: '停用 reviewer09' }).click();
    await page.getByRole('button', { name: '確定停用' }).click();
    await page.getByText('帳號已停用').first().waitFor();
    expect(await findAccountByName(installation.gateway.db, 'reviewer09')).toMatchObject({
      role: 'supervisor',
      state: 'disabled',
    });
    await visit('/staff/supervisor01');
    await page.getByText('這是您自己的帳號').waitFor();
    expect(await page.getByRole('button', { name: '儲存變更' }).count()).toBe(0);
  }, 60_000);

  it('takes the statistics away as files', async () => {
    await visit('/statistics/applications');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).first().click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^每月收件與審結-\d{4}-\d\d-\d\d\.csv$/);
  }, 60_000);

  it.each([
    ['staff', '/staff'],
    ['new', '/staff/new'],
    ['one', '/staff/reviewer01'],
    ['disable', '/staff/reviewer01/disable'],
    ['email', '/staff/reviewer01/email'],
    ['statistics', '/statistics/applications'],
  ])('sees %s without barriers, wide and narrow', (name, path) => lookAt(name, path), 60_000);
});
