import type { Page } from 'playwright-core';
import { findPerson } from '../../support/installation.js';
import type { Stack } from './stack.js';

/** Pairs the browser with the agent, once for a profile. */
export async function pairBrowser(page: Page, stack: Stack): Promise<void> {
  await page.goto(`${stack.origin}/card/pair#${stack.agent.pairingSecret}`);
  await page.getByText('配對完成，可以登入了。').waitFor();
}

/** Fills in the login page as a person does, and sends it. */
export async function sendLogin(
  page: Page,
  stack: Stack,
  userName: string,
  typed: { readonly password?: string; readonly pin?: string; readonly captcha?: string } = {},
): Promise<void> {
  await page.getByLabel('帳號', { exact: true }).fill(userName);
  await page
    .getByLabel('密碼', { exact: true })
    .fill(typed.password ?? findPerson(stack.people, userName).password);
  await page
    .getByRole('textbox', { name: '憑證卡 PIN 碼' })
    .fill(typed.pin ?? findPerson(stack.people, userName).pin);
  await page.getByRole('textbox', { name: '驗證碼' }).fill(typed.captcha ?? stack.captcha.text);
  await page.getByRole('button', { name: '登入', exact: true }).click();
}

/** Logs in with the card in the reader and waits until that is done. */
export async function logInByPage(page: Page, stack: Stack, userName: string): Promise<void> {
  await page.goto(`${stack.origin}/login`);
  await sendLogin(page, stack, userName);
  await page.waitForURL((url) => url.pathname !== '/login');
}
