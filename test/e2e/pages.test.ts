import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { faultySampleFile, sampleFile } from '../../src/demo/sample-files.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let stack: Stack;
let page: Page;
/** Paths of pages that exist once something was reported. */
const paths: Record<string, string> = {};

beforeAll(async () => {
  stack = await startStack(['reporter']);
  const token = await stack.logIn('reporter01');
  const today = taipeiDate(new Date());
  const accepted = await report(token, sampleFile(today));
  const refused = await report(token, faultySampleFile(today));
  paths.accepted = `/submissions/${accepted}`;
  paths.receipt = `/submissions/${accepted}/receipt`;
  paths.refused = `/submissions/${refused}`;
  const { number } = await callApi(stack.origin, 'GET', `/api/v1/submissions/${accepted}/receipt`, { token });
  paths.verified = `/receipts/verify?number=${number}`;
  page = await browser().newPage();
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
}, 90_000);

afterAll(() => stack?.stop());

const pages: readonly (readonly [name: string, path: () => string])[] = [
  ['submissions', () => '/submissions'],
  ['submissions, nothing found', () => '/submissions?text=nothing-like-this'],
  ['upload', () => '/submissions/new'],
  ['accepted', () => paths.accepted ?? ''],
  ['refused', () => paths.refused ?? ''],
  ['receipt', () => paths.receipt ?? ''],
  ['receipt verified', () => paths.verified ?? ''],
  ['receipt not found', () => '/receipts/verify?number=R1151122-ZZZZZZ'],
  ['profile', () => '/profile'],
  ['password', () => '/profile/password'],
  ['sessions', () => '/profile/sessions'],
  ['login', () => '/login'],
  ['forgotten password', () => '/login/forgotten'],
  ['pairing', () => '/card/pair'],
  ['not found', () => '/submissions/S1151122-ZZZZZZ'],
];

describe.each(pages)('the page %s', (name, path) => {
  it.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)('in %s at %i px has no barriers and fits the window', async (language, width) => {
    await page.setViewportSize({ width, height: 900 });
    const url = new URL(path(), stack.origin);
    url.searchParams.set('lang', language);
    await page.goto(url.href);
    await keepPicture(page, `page ${name} ${language} ${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
  });
});

async function report(token: string, file: { name: string; bytes: Buffer }): Promise<string> {
  const upload = `/api/v1/submissions?kind=general&fileName=${file.name}`;
  const { number } = await callApi(stack.origin, 'POST', upload, { token, file: file.bytes });
  await waitUntilDecided(stack.origin, `/api/v1/submissions/${number}`, token);
  return String(number);
}
