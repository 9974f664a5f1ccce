import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { sampleFile } from '../../src/demo/sample-files.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

/** The agency requires a signature before anything is accepted. */
const browser = useBrowser();
let stack: Stack;
let page: Page;
let path: string;
let windowOpens: (address: string) => void = () => undefined;

beforeAll(async () => {
  stack = await startStack(
    ['reporter'],
    { openWindow: async (address) => windowOpens(address) },
    { JIANBAO_SUBMISSION_SIGNATURE: 'required' },
  );
  const token = await stack.logIn('reporter01');
  const upload = '/api/v1/submissions?kind=general&fileName=exams.csv';
  const file = sampleFile(taipeiDate(new Date())).bytes;
  const { number } = await callApi(stack.origin, 'POST', upload, { token, file });
  const waiting = await waitUntilDecided(stack.origin, `/api/v1/submissions/${number}`, token);
  expect(waiting).toMatchObject({ status: 'awaiting-signature', links: { sign: expect.any(String) } });
  path = `/submissions/${number}`;
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
}, 90_000);

afterAll(() => stack?.stop());

it.each(['en', 'zh-Hant'] as const)(
  'the page of a file to sign in %s opens with its form',
  async (language) => {
    await page.context().addCookies([{ name: 'lang', value: language, url: stack.origin }]);
    await page.goto(`${stack.origin}${path}`);
    await page.locator('[data-card-line][data-state="ready"]').waitFor();
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `sign required ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  },
);

it('the file is accepted once it is signed, and the receipt names the signer', async () => {
  await page.locator('#sign-pin').fill('246810');
  const opened = new Promise<string>((resolve) => {
    windowOpens = resolve;
  });
  await page.getByRole('button', { name: '以憑證卡簽章' }).click();
  const consent = await browser().newPage();
  await consent.goto(await opened);
  await consent.locator('#agree:enabled').click();
  await page.getByText('收執聯編號').waitFor();
  await page.getByRole('button', { name: '查看並列印收執聯' }).click();
  await page.getByText('陳怡君（reporter01）').waitFor();
  await keepPicture(page, 'sign receipt');
  expect(await findBarriers(page)).toEqual([]);
  const receipt = await page.request.get(`${stack.origin}${path}/receipt.json`);
  expect(await receipt.json()).toMatchObject({
    signatures: [{ account: { userName: 'reporter01', name: '陳怡君' }, card: { profile: 'citizen' } }],
  });
});
