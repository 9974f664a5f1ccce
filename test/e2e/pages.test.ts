import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { csvRow } from '../../src/csv/index.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { faultySampleFile, mendedSampleFile, sampleFile } from '../../src/demo/sample-files.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let stack: Stack;
/** Who looks at the pages: one browser profile each. */
const pages: Partial<Record<Looker, Page>> = {};
/** Paths of pages that exist once something was reported. */
const paths: Record<string, string> = {};

type Looker = 'nobody' | 'reporter' | 'newcomer';
type Language = 'zh-Hant' | 'en';

beforeAll(async () => {
  stack = await startStack(['reporter']);
  const token = await stack.logIn('reporter01');
  const today = taipeiDate(new Date());
  const accepted = await report(token, sampleFile(today));
  paths.accepted = `/submissions/${accepted}`;
  paths.receipt = `/submissions/${accepted}/receipt`;
  paths.refused = `/submissions/${await report(token, faultySampleFile(today))}`;
  paths.warnings = `/submissions/${await report(token, unusual(mendedSampleFile(today).bytes))}`;
  paths.stopped = `/submissions/${await report(token, { name: 'empty.csv', bytes: Buffer.alloc(0) })}`;
  const { number } = await callApi(stack.origin, 'GET', `/api/v1/submissions/${accepted}/receipt`, { token });
  paths.verified = `/receipts/verify?number=${number}`;
  pages.nobody = await browser().newPage();
  pages.reporter = await logIn('reporter01');
  await stack.readers.change(['medical']);
  pages.newcomer = await logIn('newcomer01');
}, 90_000);

afterAll(() => stack?.stop());

const byPath: readonly (readonly [name: string, who: Looker, path: () => string])[] = [
  ['home', 'nobody', () => '/'],
  ['login', 'nobody', () => '/login'],
  ['login after the session ended', 'nobody', () => '/submissions/new'],
  ['forgotten password', 'nobody', () => '/login/forgotten'],
  ['pairing', 'nobody', () => '/card/pair'],
  ['receipt not found', 'nobody', () => '/receipts/verify?number=R1151122-ZZZZZZ'],
  ['receipt verified', 'nobody', () => paths.verified ?? ''],
  ['error 400', 'nobody', () => '/%E5%81'],
  ['error 404', 'nobody', () => '/nowhere'],
  ['submissions', 'reporter', () => '/submissions'],
  ['submissions, nothing found', 'reporter', () => '/submissions?q=nothing-like-this'],
  ['upload', 'reporter', () => '/submissions/new'],
  ['accepted', 'reporter', () => paths.accepted ?? ''],
  ['refused', 'reporter', () => paths.refused ?? ''],
  ['warnings to confirm', 'reporter', () => paths.warnings ?? ''],
  ['stopped file', 'reporter', () => paths.stopped ?? ''],
  ['receipt', 'reporter', () => paths.receipt ?? ''],
  ['profile', 'reporter', () => '/profile'],
  ['password', 'reporter', () => '/profile/password'],
  ['sessions', 'reporter', () => '/profile/sessions'],
  ['submission not found', 'reporter', () => '/submissions/S1151122-ZZZZZZ'],
  ['first password', 'newcomer', () => '/first-login/password'],
];

describe.each(byPath)('the page %s', (name, who, path) => {
  inEachForm(name, who, (page, language) => open(page, path(), language));
});

describe('the page of a login without anything filled in', () => {
  inEachForm('login, nothing filled in', 'nobody', async (page, language) => {
    await open(page, '/login', language);
    await submit(page);
  });
});

describe('the page of a form that came from elsewhere, error 403', () => {
  inEachForm('error 403', 'reporter', async (page, language) => {
    await open(page, '/profile', language);
    await page.evaluate('document.querySelector("main input[name=_csrf]").value = "of-another-session"');
    await submit(page);
  });
});

describe('the page of a first password that breaks the rules', () => {
  inEachForm('first password, refused', 'newcomer', async (page, language) => {
    await open(page, '/first-login/password', language);
    await fillPasswords(page, 'short');
    await submit(page);
  });
});

describe('the page of a first profile', () => {
  beforeAll(async () => {
    const page = pageOf('newcomer');
    await open(page, '/first-login/password', 'zh-Hant');
    await fillPasswords(page, 'Tr7-plum-Kettle-92');
    await submit(page);
    expect(new URL(page.url()).pathname).toBe('/first-login/profile');
  });
  inEachForm('first profile, nothing filled in', 'newcomer', async (page, language) => {
    await open(page, '/first-login/profile', language);
    await submit(page);
  });
});

describe('the page when the database is gone, error 500', () => {
  beforeAll(() => stack.gateway.db.destroy());
  afterAll(() => stack.gateway.db.initialize());
  inEachForm('error 500', 'reporter', (page, language) => open(page, '/submissions', language));
});

/** Both languages, a wide and a narrow window; the page is opened once for each language. */
function inEachForm(
  name: string,
  who: Looker,
  show: (page: Page, language: Language) => Promise<unknown>,
): void {
  it.each(['zh-Hant', 'en'] as const)('in %s has no barriers and fits, wide and narrow', async (language) => {
    const page = pageOf(who);
    await page.setViewportSize({ width: 1280, height: 900 });
    await show(page, language);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `page ${name} ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  });
}

function pageOf(who: Looker): Page {
  const page = pages[who];
  if (page === undefined) throw new TypeError(`There is no page of ${who}.`);
  return page;
}

async function open(page: Page, path: string, language: Language): Promise<void> {
  await page.context().addCookies([{ name: 'lang', value: language, url: stack.origin }]);
  await page.goto(new URL(path, stack.origin).href);
  expect(await page.locator('html').getAttribute('lang')).toBe(language === 'en' ? 'en' : 'zh-Hant-TW');
}

async function submit(page: Page): Promise<void> {
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator('main form[method="post"] button[type="submit"]').last().click(),
  ]);
}

async function fillPasswords(page: Page, password: string): Promise<void> {
  await page.locator('#newPassword').fill(password);
  await page.locator('#repeatPassword').fill(password);
}

async function logIn(userName: string): Promise<Page> {
  const page = await browser().newPage();
  await pairBrowser(page, stack);
  await logInByPage(page, stack, userName);
  return page;
}

async function report(token: string, file: { name: string; bytes: Buffer }): Promise<string> {
  const upload = `/api/v1/submissions?kind=general&fileName=${file.name}`;
  const { number } = await callApi(stack.origin, 'POST', upload, { token, file: file.bytes });
  await waitUntilDecided(stack.origin, `/api/v1/submissions/${number}`, token);
  return String(number);
}

/** The first worker with another waist: 160 cm is unusual, not impossible. */
function unusual(bytes: Buffer): { name: string; bytes: Buffer } {
  const rows = parse(bytes, { bom: true }) as string[][];
  const [header, first] = rows;
  if (header !== undefined && first !== undefined) first[header.indexOf('腰圍')] = '160';
  return { name: 'unusual.csv', bytes: Buffer.from(rows.map(csvRow).join('')) };
}
