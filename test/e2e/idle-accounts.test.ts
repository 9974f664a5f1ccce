import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from '../support/installation.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

beforeAll(async () => {
  installation = await startInstallation();
  const accounts = installation.gateway.db('accounts');
  await accounts
    .clone()
    .where({ user_name: 'reporter01' })
    .update({
      created_at: daysAgo(200),
      last_login_at: daysAgo(83),
    });
  await accounts
    .clone()
    .where({ user_name: 'newcomer01' })
    .update({ created_at: daysAgo(120), state: 'suspended' });
}, 90_000);
afterAll(() => installation?.stop());

describe.each([
  ['manager01', 'zh-Hant', '即將暫停'],
  ['reviewer01', 'en', 'Suspended soon'],
] as const)('%s', (userName, language, soon) => {
  it('sees who is idle and who is suspended, wide and narrow', async () => {
    const token = await installation.logIn(userName);
    const context = await openContext(browser(), { url: installation.origin, language, width: 1280 });
    await context.setExtraHTTPHeaders({ authorization: `Bearer ${token}` });
    const page = await context.newPage();
    await page.goto(`${installation.origin}/idle-accounts`);
    const row = page.getByRole('row').filter({ hasText: 'reporter01' });
    expect(await row.textContent()).toContain(soon);
    expect(await row.textContent()).toContain('83');
    expect(await page.getByRole('row').filter({ hasText: 'newcomer01' }).count()).toBe(1);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `institution idle ${userName} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
    await context.close();
  }, 60_000);
});

describe('a suspended account', () => {
  it('is asked to be brought back with the keyboard alone, by scan', async () => {
    const token = await installation.logIn('manager01');
    const context = await openContext(browser(), {
      url: installation.origin,
      language: 'zh-Hant',
      width: 1280,
    });
    await context.setExtraHTTPHeaders({ authorization: `Bearer ${token}` });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${installation.origin}/accounts/newcomer01`);
    await keepPicture(page, 'institution suspended account');
    await page.getByRole('button', { name: '申請恢復使用' }).press('Enter');
    await page.getByRole('heading', { level: 1 }).getByText('newcomer01').waitFor();
    expect(await page.getByRole('checkbox', { name: '恢復使用' }).isChecked()).toBe(true);
    for (const [field, text] of [
      ['holder-telephone', '02-1111-1111'],
      ['holder-mobile', '0911111111'],
    ] as const) {
      await page.locator(`#${field}`).focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    }
    await page.getByLabel('我已閱讀並同意以上聲明').press('Space');
    // Enter in a field goes on; it does not press the first button that adds or removes something.
    await page.locator('#filler-name').press('Enter');
    await page.waitForURL('**/applications/C*');
    await page.getByText('線上申請並上傳掃描檔').first().waitFor();
    await page.getByRole('button', { name: '確認申請' }).press('Enter');
    await page.waitForURL(/done=confirmed/);
    expect(await page.locator('.jb-state').first().textContent()).toBe('等候上傳掃描檔');
    await context.close();
  }, 60_000);
});
