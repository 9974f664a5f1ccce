import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { startMailbox } from '../../src/demo/mailbox/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
const mails = mkdtempSync(join(tmpdir(), 'jianbao-mails-'));
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let installation: Installation;

beforeAll(async () => {
  mailbox = await startMailbox({
    smtpPort: await findFreePort(),
    httpPort: await findFreePort(),
    directory: mails,
  });
  installation = await startInstallation({ smtpPort: mailbox.smtpPort });
}, 60_000);
afterAll(async () => {
  await installation?.stop();
  await mailbox?.close();
  rmSync(mails, { recursive: true });
});

/** What the latest mail of a subject says, once it has come. */
function mailOf(subject: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const list = await (await fetch(mailbox.url)).text();
      const [, path] = new RegExp(`href="([^"]+)"[^>]*>\\s*${subject}`, 'u').exec(list) ?? [];
      expect(path).toBeDefined();
      return (await fetch(new URL(`${path}/text`, mailbox.url))).text();
    },
    { timeout: 20_000, interval: 200 },
  );
}

it('is filed from the home page, followed by the mails, and withdrawn', async () => {
  const { origin, captcha } = installation;
  const page = await browser().newPage();
  await page.goto(origin);
  await page.getByRole('button', { name: '帳號申請' }).click();
  await page.getByLabel('我已詳細閱讀，並同意以上聲明').check();
  await page.getByRole('button', { name: '下一步' }).click();
  const fields = {
    institutionCode: '1268650500',
    'accounts-1-userName': 'second-manager',
    'accounts-1-name': '陳怡君',
    'accounts-1-telephone': '02-2345-6789',
    'accounts-1-mobile': '0912-345-678',
    'accounts-1-email': 'second-manager@hospital.example',
    'accounts-1-ranges-1': '203.69.20.1 至 203.69.20.4',
  };
  for (const [field, text] of Object.entries(fields)) await page.fill(`[id="${field}"]`, text);
  await page.getByLabel('填表人就是上面的管理者').check();
  await page.getByRole('button', { name: '下一步：核對內容' }).click();
  await page.getByText('203.69.20.1 至 203.69.20.4').waitFor();
  await page.getByRole('textbox', { name: '驗證碼' }).fill(captcha.text);
  await page.getByRole('button', { name: '確認送出申請' }).click();
  await page.getByRole('heading', { name: '申請已確認' }).waitFor();
  const reference = (await page.locator('#reference').textContent()) ?? '';

  const confirmed = await mailOf('帳號申請已確認');
  expect(confirmed).toContain(reference);
  const [link = ''] = /http:\S+\/progress\?number=[\w-]+/.exec(confirmed) ?? [];
  await page.context().clearCookies();
  await page.goto(link);
  expect(await page.getByLabel('申請編號').inputValue()).toBe(reference);
  await page.getByLabel('填表人的電子信箱').fill('second-manager@hospital.example');
  await page.getByRole('button', { name: '寄驗證碼給我' }).click();
  const [code = ''] = /\d{4} \d{4}/.exec(await mailOf('查詢申請進度的驗證碼')) ?? [];
  await page.getByLabel('驗證碼').fill(code);
  await page.getByRole('button', { name: '查看進度' }).click();
  await page.getByRole('heading', { name: '等候函文' }).waitFor();

  const printed = await page.request.get(`${origin}/progress/form.pdf`);
  const text = execFileSync('pdftotext', ['-', '-'], { input: await printed.body() }).toString();
  expect([text.includes(reference), text.includes('陳怡君')]).toEqual([true, true]);

  await page.getByRole('link', { name: '取消這件申請' }).click();
  await page.getByRole('button', { name: '取消這件申請' }).click();
  await page.getByRole('heading', { name: '已取消' }).waitFor();
  expect(await mailOf('帳號申請已取消')).toContain(reference);
}, 60_000);
