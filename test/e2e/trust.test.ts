import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCards } from '../support/demo-cards.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let folder: string;
let stack: Stack;
/** Each supervisor at a computer of their own. */
let first: Page;
let second: Page;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  const { directory } = await demoCards(new Date());
  for (const name of ['anchors', 'crls'])
    await cp(join(directory, name), join(folder, name), { recursive: true });
  // A list that cannot be used shows among the files.
  await writeFile(join(folder, 'crls', 'broken.crl'), 'no list');
  stack = await startStack(['supervisor'], {}, { JIANBAO_TRUST_DIR: folder });
  first = await signIn('supervisor01');
  await stack.readers.change(['supervisor-two']);
  second = await signIn('supervisor02');
}, 120_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await stack?.stop();
  await rm(folder, { recursive: true });
});

async function signIn(userName: string): Promise<Page> {
  const context = await browser().newContext({ viewport: { width: 1280, height: 900 } });
  contexts.push(context);
  const page = await context.newPage();
  await pairBrowser(page, stack);
  await logInByPage(page, stack, userName);
  return page;
}

/** What a page is looked at for, in both languages and widths; the page that was looked at is open afterwards. */
async function lookAt(name: string, page: Page): Promise<void> {
  const address = page.url();
  for (const language of ['en', 'zh-Hant']) {
    const url = new URL(address);
    url.searchParams.set('lang', language);
    await page.goto(url.href);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await checkPage(`${name} ${language} ${width}`, page);
    }
  }
}

async function checkPage(name: string, page: Page): Promise<void> {
  await keepPicture(page, `trust ${name}`);
  expect(await findBarriers(page)).toEqual([]);
  expect(await isWiderThanWindow(page)).toBe(false);
}

async function fingerprintOn(page: Page): Promise<string> {
  const text = (await page.locator('main').textContent()) ?? '';
  return (/(?:[0-9A-F]{4} ){15}[0-9A-F]{4}/.exec(text)?.[0] ?? '').replaceAll(' ', '');
}

describe('the trust list', () => {
  it('is proposed by one supervisor and approved by another', async () => {
    await first.goto(`${stack.origin}/trust`);
    await first.getByText('目前沒有等待決定的提議。').waitFor();
    await first.getByText('broken.crl').waitFor();
    await lookAt('list', first);
    await first.getByRole('button', { name: '提議加入憑證' }).click();
    await lookAt('add', first);
    await first.getByRole('button', { name: '下一步：查看將有的變更' }).click();
    await first.locator('#file-error').waitFor();
    await checkPage('add nothing chosen', first);
    const { directory } = stack.cards;
    await first.getByLabel('憑證檔').setInputFiles(join(directory, 'untrusted/untrusted-root.crt'));
    await first.getByRole('button', { name: '下一步：查看將有的變更' }).click();
    await first.getByRole('heading', { name: '請確認將有的變更' }).waitFor();
    await checkPage('add check', first);
    await first.setViewportSize({ width: 320, height: 900 });
    await checkPage('add check 320', first);
    await first.setViewportSize({ width: 1280, height: 900 });
    await first.getByRole('button', { name: '提出，請另一位主管核准' }).click();
    await first.locator('#reason-error').waitFor();
    await first.getByLabel('原因').fill('示範：加入新一代根憑證');
    await first.getByRole('button', { name: '提出，請另一位主管核准' }).click();
    await first.getByText('這是您提出的變更，要由另一位主管決定。').waitFor();
    const proposal = first.url().replace(/\?.*/, '');
    await lookAt('own proposal', first);

    await second.goto(`${stack.origin}/trust`);
    await second.getByRole('link', { name: '加入憑證 第' }).click();
    expect(second.url()).toBe(proposal);
    await lookAt('proposal', second);
    await second.getByLabel('指紋的最後 8 碼').fill('0000 0000');
    await second.keyboard.press('Enter');
    await second.locator('#digits-error').waitFor();
    await checkPage('proposal digits wrong', second);
    const fingerprint = await fingerprintOn(second);
    expect(fingerprint).toHaveLength(64);
    await second.getByLabel('指紋的最後 8 碼').fill(fingerprint.slice(-8));
    await second.getByRole('button', { name: '核准這項變更' }).click();
    await second.getByText('已核准。這台主機已採用新的清單').waitFor();
    await checkPage('approved', second);
    await second.goto(`${stack.origin}/trust`);
    const certificate = second.locator(`a[href="/trust/certificates/${fingerprint.toLowerCase()}"]`);
    expect(await certificate.count()).toBe(2);
    await certificate.first().click();
    await lookAt('certificate', second);
    await second.getByRole('button', { name: '立即下載清單' }).click();
    await second.getByText('沒有可下載的網址，已重讀主機上的檔案。').waitFor();
  });

  it('shows before a removal what it would bring about, and whose cards it concerns', async () => {
    await first.goto(`${stack.origin}/trust`);
    await first.locator('main tbody a[href^="/trust/certificates/"]').first().click();
    await first.getByRole('link', { name: '提議移除' }).click();
    await first.getByText('其中 2 位是主管。').waitFor();
    await lookAt('remove', first);
    await first.getByLabel('原因').fill('示範：移除根憑證');
    await first.getByRole('button', { name: '提出移除' }).click();
    await first.getByRole('button', { name: '撤回我的提議' }).click();
    await first.getByText('已撤回，並寄信通知其他主管。').waitFor();
  });

  it('changes how revocation is asked, by keyboard, refused with a reason', async () => {
    await first.goto(`${stack.origin}/trust`);
    await first.locator('main tbody a[href^="/trust/certificates/"]').first().click();
    await first.getByRole('link', { name: '變更查詢方式' }).click();
    await lookAt('revocation', first);
    await first.getByRole('button', { name: '提出變更' }).focus();
    await first.keyboard.press('Enter');
    await first.locator('#revocation-error').waitFor();
    await first.getByRole('radio', { name: '線上查詢（OCSP）' }).focus();
    await first.keyboard.press('Space');
    await first.getByLabel('原因').focus();
    await first.keyboard.type('示範');
    await first.keyboard.press('Tab');
    await first.keyboard.press('Enter');
    await first.getByText('已提出，並寄信請其他主管決定。').waitFor();
    await second.goto(first.url().replace(/\?.*/, ''));
    await second.getByLabel('退回的原因').fill('示範：先不改');
    await second.getByRole('button', { name: '退回這項變更' }).click();
    await second.getByText('已退回，並寄信通知其他主管。').waitFor();
    await second.goto(`${stack.origin}/trust/proposals`);
    await lookAt('proposals', second);
    expect(await second.locator('tbody tr').count()).toBe(3);
  });

  it('is mailed to the other supervisor at each step', async () => {
    const list = await (await fetch(stack.mailbox.url)).text();
    expect(list).toContain('信任清單有變更待您決定');
    expect(await readFile(join(folder, 'crls', 'broken.crl'), 'utf8')).toBe('no list');
  });
});
