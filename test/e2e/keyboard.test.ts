import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { sampleFile } from '../../src/demo/sample-files.js';
import { findPerson } from '../support/installation.js';
import { useBrowser } from '../web/support/browser.js';
import { pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
const folder = mkdtempSync(join(tmpdir(), 'jianbao-keyboard-'));
let stack: Stack;
let page: Page;

beforeAll(async () => {
  stack = await startStack(['reporter']);
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  // Asked for when Enter is pressed, the dialog may open before the browser has heard that it is to be handed over.
  page.on('filechooser', () => undefined);
  await pairBrowser(page, stack);
}, 60_000);

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

it('begins every page with a link that skips to the content', async () => {
  await page.goto(`${stack.origin}/`);
  await page.keyboard.press('Tab');
  expect(await focusedText()).toBe('跳到主要內容');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focusedText()).toBe(':::');
  await page.keyboard.press('Tab');
  expect(await focusedText()).toBe('帳號申請');
});

it('logs in, uploads and gets a receipt with the keyboard only', async () => {
  const reporter = findPerson(stack.people, 'reporter01');
  await page.goto(`${stack.origin}/login`);
  await tabTo('userName');
  await page.keyboard.type('reporter01');
  await tabTo('password');
  await page.keyboard.type(reporter.password);
  await tabTo('pin');
  await page.keyboard.type(reporter.pin);
  await tabTo('captcha');
  await page.keyboard.type(stack.captcha.text);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stack.origin}/submissions`);

  await page.goto(`${stack.origin}/submissions/new`);
  await tabTo('file');
  // The system's own dialog for choosing files is outside the page: Enter opens it, and what was chosen is handed over.
  const { name, bytes } = sampleFile(taipeiDate(new Date()));
  writeFileSync(join(folder, name), bytes);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(join(folder, name));
  await tabToText('上傳');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/submissions\/S\d/u);
  await page.getByText('收執聯編號').waitFor();
  // The page has just been loaded anew by its own script; keys pressed before its end are lost.
  await page.waitForLoadState('load');
  await tabToText('查看並列印收執聯');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/receipt$/u);
});

/** Presses Tab until the field of that id has the focus; forty steps at the most. */
async function tabTo(id: string): Promise<void> {
  await tabUntil(async () => (await page.evaluate<string>('document.activeElement?.id ?? ""')) === id, id);
}

async function tabToText(text: string): Promise<void> {
  await tabUntil(async () => (await focusedText()) === text, text);
}

async function tabUntil(isThere: () => Promise<boolean>, what: string): Promise<void> {
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Forty times Tab did not lead to ${what}.`);
}

async function focusedText(): Promise<string> {
  return (await page.evaluate<string>('document.activeElement?.textContent ?? ""')).trim();
}
