import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byOperator, changeAccount, findAccountByName } from '../../../src/accounts/index.js';
import { toStoredTime } from '../../../src/clock.js';
import { inTransaction } from '../../../src/database/index.js';
import { expireUploads } from '../../../src/reports/index.js';
import { signIn } from '../../security/support/sign-in.js';
import { type Installation, startInstallation } from '../../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { holdParts } from './support/held-parts.js';

const browser = useBrowser();

let installation: Installation;
let folder: string;

beforeAll(async () => {
  installation = await startInstallation({}, {}, { JIANBAO_TRUSTED_PROXIES: '127.0.0.1,::1' });
  folder = await mkdtemp(join(tmpdir(), 'jianbao-chosen-'));
}, 60_000);
afterAll(async () => {
  await installation?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a session that ends in the middle of an upload', () => {
  it.each([
    {
      cause: 'a timeout',
      end: timeOut,
      language: 'zh-Hant',
      width: 320,
      sentence: '您已經登出，檔案還沒傳完。',
    },
    {
      cause: 'a suspension',
      end: suspend,
      language: 'en',
      width: 1280,
      sentence: 'You have been logged out',
    },
  ] as const)('by $cause is told, leads to the login, and the upload goes on after it', async (expected) => {
    const { cause, end, language, width, sentence } = expected;
    const path = await fileOf(randomBytes(1_500_000));
    const { page, context } = await openPage({ language, width });
    const parts = await holdParts(page);
    await choose(page, path);
    await (await parts.next()).send();
    const second = await parts.next();
    expect(second.offset).toBe(1_048_576);
    await end();
    await second.send();
    const link = page.locator('.govuk-error-summary a', { hasText: sentence });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('/login?next=%2Fsubmissions%2Fnew');
    expect(await page.evaluate('document.activeElement.className')).toBe('govuk-error-summary');
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await keepPicture(page, `upload-signed-out-${language}-${width}`);
    await link.click();
    await page.waitForURL(/\/login\?next=%2Fsubmissions%2Fnew$/);

    if (cause === 'a suspension') await change({ state: 'active' });
    await context.close();
    const again = await openPage({ language, width });
    expect(await again.page.locator('.jb-unfinished__one').count()).toBe(1);
    const others = await holdParts(again.page);
    await choose(again.page, path);
    expect((await others.next()).offset).toBe(1_048_576);
    await again.context.close();
    await clear();
  });

  it('says at a changed address where to go back to, and goes on there', async () => {
    const path = await fileOf(randomBytes(1_500_000));
    const { page, context } = await openPage({ language: 'zh-Hant', width: 1280 });
    const parts = await holdParts(page);
    await choose(page, path);
    await (await parts.next()).send();
    const second = await parts.next();
    const inside = await headersOf('reporter01', 'zh-Hant');
    await context.setExtraHTTPHeaders({ ...inside, 'x-forwarded-for': '203.0.113.9' });
    // The line was cut on the way, as it is when a computer changes its network.
    await second.answer(503);
    await parts.letGo();
    await page.locator('.govuk-error-summary', { hasText: '您的網路位址已變成 203.0.113.9' }).waitFor();
    await keepPicture(page, 'upload-address-zh-Hant-1280');
    await context.setExtraHTTPHeaders(inside);
    const offset = page.waitForRequest((one) => one.method() === 'PATCH');
    await page.goto(`${installation.origin}/submissions/new`);
    await choose(page, path);
    expect((await offset).headers()['upload-offset']).toBe('1048576');
    await page.waitForURL(/\/submissions\/S\d/);
    await context.close();
  });

  it('does not show the upload to somebody else who logs in at the same computer, and begins theirs anew', async () => {
    const path = await fileOf(randomBytes(1_500_000));
    const { page, context } = await openPage({ language: 'zh-Hant', width: 1280 });
    const parts = await holdParts(page);
    await choose(page, path);
    await (await parts.next()).send();
    await parts.next();
    await context.setExtraHTTPHeaders(await headersOf('manager01', 'zh-Hant'));
    await page.goto(`${installation.origin}/submissions/new`);
    expect(await page.locator('.jb-unfinished').count()).toBe(0);
    await choose(page, path);
    expect((await parts.next()).offset).toBe(0);
    await context.close();
    await clear();
  });
});

describe('a file that is changed between two parts', () => {
  const before = randomBytes(1_500_000);

  it.each([
    {
      how: 'saved with other content',
      bytes: randomBytes(1_500_000),
      language: 'zh-Hant',
      width: 320,
      sentence: '檔案讀不到了',
    },
    {
      how: 'made longer',
      bytes: randomBytes(1_600_000),
      language: 'en',
      width: 1280,
      sentence: 'The file can no longer be read',
    },
    {
      how: 'made shorter',
      bytes: randomBytes(1_100_000),
      language: 'zh-Hant',
      width: 1280,
      sentence: '檔案讀不到了',
    },
  ] as const)('$how: the page says so, and takes it when it is chosen again', async (expected) => {
    const { bytes, language, width, sentence } = expected;
    const path = await fileOf(before);
    const { page, context } = await openPage({ language, width });
    const parts = await holdParts(page);
    await choose(page, path);
    const first = await parts.next();
    await writeFile(path, bytes);
    await first.send();
    await page.locator('.govuk-error-summary', { hasText: sentence }).waitFor();
    expect(await page.locator('.govuk-error-summary a').getAttribute('href')).toBe('#file');
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await keepPicture(page, `upload-unreadable-${language}-${width}`);
    await choose(page, path);
    const again = await parts.next();
    expect(again.offset).toBe(0);
    await again.send();
    await parts.letGo();
    await page.waitForURL(/\/submissions\/S\d/);
    expect(await taken(page)).toBe(bytes.length);
    await context.close();
    await clear();
  });

  it('with its time put back, so that the browser does not notice: the gateway does, and keeps nothing of it', async () => {
    const path = await fileOf(before);
    const { page, context } = await openPage({ language: 'zh-Hant', width: 1280 });
    const parts = await holdParts(page);
    await choose(page, path);
    const first = await parts.next();
    const { mtime } = await stat(path);
    await writeFile(path, randomBytes(before.length));
    await utimes(path, mtime, mtime);
    await first.send();
    await parts.letGo();
    await page.locator('.govuk-error-summary', { hasText: '收到的內容和開始上傳時的檔案不同' }).waitFor();
    await keepPicture(page, 'upload-changed-zh-Hant-1280');
    const { db } = installation.gateway;
    expect(await db('resumable_uploads').whereNull('submission_number')).toEqual([]);
    expect(await db('documents').where({ purpose: 'upload' })).toEqual([]);
    await choose(page, path);
    await page.waitForURL(/\/submissions\/S\d/);
    await context.close();
  });
});

/** A file on this computer, as a person chooses it; its time is a whole second, which can be put back exactly. */
async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(folder, `${randomBytes(4).toString('hex')}.csv`);
  await writeFile(path, bytes);
  const hourAgo = new Date(Math.floor(Date.now() / 1_000 - 3_600) * 1_000);
  await utimes(path, hourAgo, hourAgo);
  return path;
}

async function openPage({
  language,
  width,
}: {
  readonly language: 'zh-Hant' | 'en';
  readonly width: number;
}): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser().newContext({
    viewport: { width, height: 900 },
    extraHTTPHeaders: await headersOf('reporter01', language),
  });
  const page = await context.newPage();
  await page.goto(`${installation.origin}/submissions/new`);
  return { page, context };
}

async function headersOf(userName: string, language: string): Promise<Record<string, string>> {
  const { headers } = await signIn(installation, userName, 'browser');
  return { cookie: `${headers.cookie}; lang=${language}` };
}

async function choose(page: Page, path: string): Promise<void> {
  await page.setInputFiles('input[type=file]', path);
  await page.locator('[data-upload-choosing] button').click();
}

/** The size of the file of the submission that the page shows. */
async function taken(page: Page): Promise<unknown> {
  const number = new URL(page.url()).pathname.split('/').at(-1);
  const row = await installation.gateway.db('submissions').where({ number }).first('file_size');
  return Number(row?.file_size);
}

/** Removes what the test left unfinished. */
function clear(): Promise<unknown> {
  const { db, services } = installation.gateway;
  const late = () => new Date(Date.now() + 86_401_000);
  return expireUploads({ db, documents: services.documents, clock: late });
}

function timeOut(): Promise<unknown> {
  const past = toStoredTime(new Date(Date.now() - 1_000));
  return installation.gateway.db('sessions').update({ idle_ends_at: past });
}

function suspend(): Promise<unknown> {
  return change({ state: 'suspended' });
}

function change(what: Parameters<typeof changeAccount>[2]): Promise<unknown> {
  return inTransaction(installation.gateway.db, async (trx) => {
    const account = await findAccountByName(trx, 'reporter01');
    if (account === undefined) throw new TypeError('The demo has a reporter.');
    return changeAccount(trx, account.id, what, { ...byOperator, at: new Date() });
  });
}
