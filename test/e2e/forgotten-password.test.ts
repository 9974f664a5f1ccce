import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { useBrowser } from '../web/support/browser.js';
import { pairBrowser, sendLogin } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let stack: Stack;
beforeAll(async () => {
  stack = await startStack(['reporter']);
}, 90_000);
afterAll(() => stack?.stop());

/** The link of the mail, once it has come to the demo's mailbox. */
function linkFromMail(): Promise<string> {
  return vi.waitFor(
    async () => {
      const list = await (await fetch(stack.mailbox.url)).text();
      const [, path] = /href="([^"]+)"[^>]*>\s*健報重設密碼連結/u.exec(list) ?? [];
      expect(path).toBeDefined();
      const mail = await (await fetch(new URL(`${path}/text`, stack.mailbox.url))).text();
      const [link = ''] = /http:\S+\/login\/reset#[\w-]{43}/.exec(mail) ?? [];
      expect(link).not.toBe('');
      return link;
    },
    { timeout: 20_000, interval: 200 },
  );
}

it('is replaced by the link in the mail, and the login with the card takes the new one', async () => {
  const page = await browser().newPage();
  await pairBrowser(page, stack);
  await page.goto(`${stack.origin}/login`);
  await page.getByRole('link', { name: '忘記密碼？' }).click();
  await page.getByLabel('帳號', { exact: true }).fill('reporter01');
  await page.getByLabel('電子信箱').fill('reporter01@hospital.example');
  await page.getByRole('textbox', { name: '驗證碼' }).fill(stack.captcha.text);
  await page.getByRole('button', { name: '寄出連結' }).click();
  await page.waitForURL('**/login/forgotten/sent');
  await page.goto(await linkFromMail());
  const password = 'Amber-Quill-9372';
  await page.getByLabel('新的密碼', { exact: true }).fill(password);
  await page.getByLabel('再輸入一次新的密碼').fill(password);
  await page.getByRole('button', { name: '設定新的密碼' }).click();
  await page.getByText('密碼已重設').waitFor();
  await sendLogin(page, stack, 'reporter01', { password });
  await page.waitForURL('**/submissions');
}, 60_000);
