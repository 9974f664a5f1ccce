import { hash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { mendedSampleFile, sampleFile } from '../../src/demo/sample-files.js';
import { cardErrors } from '../../src/problems/card.js';
import { verifyWithOpenssl } from '../reports/signatures/support/openssl-cms.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
const file = sampleFile(taipeiDate(new Date()));
let stack: Stack;
let page: Page;
/** Two accepted submissions; the first one is signed. */
let path: string;
let other: string;
/** Told the address of the card agent's own window. */
let windowOpens: (address: string) => void = () => undefined;

beforeAll(async () => {
  stack = await startStack(['reporter'], { openWindow: async (address) => windowOpens(address) });
  const token = await stack.logIn('reporter01');
  path = await report(token, file.bytes);
  other = await report(token, mendedSampleFile(taipeiDate(new Date())).bytes);
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
}, 90_000);

afterAll(() => stack?.stop());

describe('the section of signatures', () => {
  it.each(['zh-Hant', 'en'] as const)('in %s has no barriers and fits, wide and narrow', async (language) => {
    await open(language);
    await page.locator('details[data-sign-details] summary').click();
    await page.locator('[data-card-line][data-state="ready"]').waitFor();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `sign form ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('leaves the card agent alone until somebody wants to sign', async () => {
    let asked = 0;
    const count = (request: { url(): string }) => {
      if (request.url().includes(`:${stack.agent.port}/`)) asked += 1;
    };
    page.on('request', count);
    await open('zh-Hant');
    await page.getByText('這個檔案還沒有人簽章').waitFor();
    expect(asked).toBe(0);
    page.off('request', count);
  });
});

describe('signing is refused', () => {
  it('without a PIN, at its field', async () => {
    await openForm();
    await page.getByRole('button', { name: '以憑證卡簽章' }).click();
    await errorSays('請輸入憑證卡的 PIN 碼。');
    expect(await focused()).toBe('sign-pin');
  });

  it('with the agent’s words when the PIN is wrong', async () => {
    await openForm();
    await sign('111111', 'agree');
    await errorSays('PIN 碼');
    await keepPicture(page, 'sign wrong pin');
    expect(await page.locator('#sign-pin').inputValue()).toBe('');
  });

  it('when the person does not agree in the agent’s window', async () => {
    await openForm();
    await sign('246810', 'refuse');
    await errorSays('取消');
  });

  it('by the gateway when the account is bound to another card', async () => {
    const card = () => stack.gateway.db('account_cards').whereNull('unbound_at');
    const { subject_serial } = await card().first('subject_serial');
    await card().update({ subject_serial: '0000000000000000' });
    await openForm();
    await sign('246810', 'agree');
    await page.locator('.govuk-error-summary').getByText(cardErrors.ERR_SIGNATURE_OTHER_CARD.zh).waitFor();
    await keepPicture(page, 'sign other card');
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.locator('details[data-sign-details]').getAttribute('open')).toBe('');
    await card().update({ subject_serial });
  });

  it('when the card agent is too old to sign documents', async () => {
    await page.route('**/status', async (route) => {
      const response = await route.fetch();
      const status = (await response.json()) as object;
      await route.fulfill({ response, json: { ...status, features: ['authenticate'] } });
    });
    await openForm();
    await page.locator('#sign-pin').fill('246810');
    await page.getByRole('button', { name: '以憑證卡簽章' }).click();
    await errorSays('版本太舊');
    // The page goes on asking: whatever is being answered now is answered by nobody.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});

describe('signing with the card', () => {
  it('goes with the keyboard alone, and openssl verifies what can be downloaded', async () => {
    await open('zh-Hant');
    await page.locator('details[data-sign-details] summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-card-line][data-state="ready"]').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('sign-pin');
    await page.keyboard.type('246810');
    const window = agentWindow();
    await page.keyboard.press('Enter');
    const consent = await openWindow(await window);
    const shown = (await consent.locator('dl').textContent())?.replaceAll(/\s/gu, '') ?? '';
    expect(shown).toContain('exams.csv');
    expect(shown.toLowerCase()).toContain(hash('sha256', file.bytes, 'hex'));
    await consent.locator('#agree:enabled').press('Enter');
    await page.getByText('簽章完成。簽章已保存，可以隨時下載。').waitFor();
    await consent.close();
    await keepPicture(page, 'signed');
    expect(await findBarriers(page)).toEqual([]);
    const link = page.getByRole('link', { name: '下載 陳怡君 的簽章（.p7s）' });
    const download = await page.request.get(
      new URL((await link.getAttribute('href')) ?? '', stack.origin).href,
    );
    expect(verifyWithOpenssl(stack.cards, file.bytes, await download.body())).toBe(
      'CAdES Verification successful',
    );
    // Once is enough.
    expect(await page.locator('form[data-module="sign"]').count()).toBe(0);
  });

  it.each(['zh-Hant', 'en'] as const)('the signed page in %s fits, wide and narrow', async (language) => {
    await open(language);
    await page.locator('section.jb-signature details summary').click();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `sign done ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

describe('without a card agent', () => {
  it('the page tells that none was found', async () => {
    await stack.agent.close();
    path = other;
    await open('zh-Hant');
    await page.locator('details[data-sign-details] summary').click();
    await page.locator('[data-card-line]').getByText('找不到憑證元件').waitFor();
    await page.locator('#sign-pin').fill('246810');
    await page.getByRole('button', { name: '以憑證卡簽章' }).click();
    await errorSays('找不到憑證元件');
  });
});

async function report(token: string, bytes: Buffer): Promise<string> {
  const upload = '/api/v1/submissions?kind=general&fileName=exams.csv';
  const { number } = await callApi(stack.origin, 'POST', upload, { token, file: bytes });
  await waitUntilDecided(stack.origin, `/api/v1/submissions/${number}`, token);
  return `/submissions/${number}`;
}

async function open(language: 'zh-Hant' | 'en'): Promise<void> {
  await page.context().addCookies([{ name: 'lang', value: language, url: stack.origin }]);
  await page.goto(`${stack.origin}${path}`);
}

/** The form, with the card agent and a card at hand. */
async function openForm(): Promise<void> {
  await open('zh-Hant');
  await page.locator('details[data-sign-details] summary').click();
  await page.locator('[data-card-line][data-state="ready"]').waitFor();
}

async function sign(pin: string, answer: 'agree' | 'refuse'): Promise<void> {
  await page.locator('#sign-pin').fill(pin);
  const window = agentWindow();
  await page.getByRole('button', { name: '以憑證卡簽章' }).click();
  const consent = await openWindow(await window);
  await consent.locator(`#${answer}:enabled`).click();
  await consent.locator('#ended:not([hidden])').waitFor();
  await consent.close();
}

function agentWindow(): Promise<string> {
  return new Promise((resolve) => {
    windowOpens = resolve;
  });
}

async function openWindow(address: string): Promise<Page> {
  const consent = await browser().newPage();
  await consent.goto(address);
  return consent;
}

async function errorSays(text: string): Promise<void> {
  await page.locator('#sign-error:not([hidden])').getByText(text).waitFor();
}

function focused(): Promise<string> {
  return page.evaluate<string>('document.activeElement.id');
}
