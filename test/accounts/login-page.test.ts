import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, type AgentOptions, startAgent } from '../../smartcard/index.js';
import { findAccountByName } from '../../src/accounts/index.js';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { opener } from '../support/databases.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';
import { openSite, type Site } from './support/site.js';
import { captchaAnswer, ownPassword } from './support/world.js';

const pin = '246810';
const here = parseRange('127.0.0.1', { demoMode: true, widest: defaultWidths });

describe('the login page in a browser', () => {
  const open = opener('sqlite');
  const browser = useBrowser();
  let site: Site;
  let inserted: InsertedCards;
  let agent: Agent;
  let agentPort: number;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    agentPort = await findFreePort();
    site = await openSite((await open()).db, `http://127.0.0.1:${agentPort}`);
    inserted = await insertCards(await demoCards(), ['reporter']);
    agent = await openAgent([site.origin]);
  });
  afterAll(async () => {
    await agent.close();
    await inserted.remove();
    await site.close();
  });
  beforeEach(async () => {
    await site.empty();
    await site.addReady({ ranges: [here] });
    context = await openContext(browser(), { url: site.origin, language: 'zh-Hant', width: 1280 });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  function openAgent(origins: readonly string[], more: Partial<AgentOptions> = {}): Promise<Agent> {
    return startAgent({
      origins,
      port: agentPort,
      modulePaths: [inserted.modulePath],
      softhsmConfig: inserted.configFile,
      limits: { authenticationsPerMinute: 100, readersPerMinute: 1000 },
      ...more,
    });
  }

  const line = () => page.locator('[data-card-line]');
  const error = () => page.locator('[data-card-error]');

  async function pair(secret = agent.pairingSecret): Promise<void> {
    await page.goto(`${site.origin}/card/pair#${secret}`);
    await page
      .locator('[data-pair-line][data-state="ready"], [data-pair-line][data-state="fault"]')
      .waitFor();
  }

  async function fillIn(fields: { readonly pin: string; readonly password?: string }): Promise<void> {
    await page.fill('#userName', 'reporter01');
    await page.fill('#password', fields.password ?? ownPassword);
    await page.fill('#pin', fields.pin);
    await page.fill('#captcha', captchaAnswer);
  }

  it('pairs by the link, takes the secret out of the address, and says what is ready', async () => {
    await page.goto(`${site.origin}/login`);
    await line().getByText('還沒有和憑證元件配對').waitFor();
    expect(await page.getByRole('link', { name: '把這個瀏覽器和憑證元件配對' }).isVisible()).toBe(true);
    await pair();
    expect(await page.locator('[data-pair-line]').textContent()).toBe('配對完成，可以登入了。');
    expect(page.url()).toBe(`${site.origin}/card/pair`);
    await page.goto(`${site.origin}/login`);
    await line().getByText('憑證元件已就緒，讀卡機中有憑證卡。').waitFor();
  });

  it('pairs by hand, and refuses a text without a code', async () => {
    await page.goto(`${site.origin}/card/pair`);
    await page.fill('#pairing-secret', 'hello');
    await page.keyboard.press('Enter');
    await page.locator('[data-pair-line]').getByText('這段文字裡沒有配對碼').waitFor();
    await page.fill('#pairing-secret', `${site.origin}/card/pair#${agent.pairingSecret}`);
    await page.keyboard.press('Enter');
    await page.locator('[data-pair-line]').getByText('配對完成').waitFor();
    await page.getByRole('button', { name: '移除配對' }).click();
    await page.locator('[data-pair-line]').getByText('已移除').waitFor();
    await pair('A'.repeat(43));
    expect(await page.locator('[data-pair-line]').textContent()).toContain('不認得這個瀏覽器保存的配對碼');
  });

  it('logs in by keyboard only, and the PIN goes to the card agent and nowhere else', async () => {
    const sent: { url: string; body: string }[] = [];
    page.on('request', (request) => sent.push({ url: request.url(), body: request.postData() ?? '' }));
    await pair();
    await page.goto(`${site.origin}/login`);
    await line().getByText('讀卡機中有憑證卡').waitFor();
    await page.focus('#userName');
    for (const text of ['reporter01', ownPassword, pin]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.focus('#captcha');
    await page.keyboard.type(captchaAnswer);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
    const withPin = sent.filter(({ url, body }) => url.includes(pin) || body.includes(pin));
    expect(withPin.map(({ url }) => url)).toEqual([`http://127.0.0.1:${agentPort}/authenticate`]);
    const cookies = await context.cookies();
    expect(cookies.find(({ name }) => name === '__Host-jianbao')).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      domain: 'localhost',
    });
    expect(await page.evaluate('document.cookie')).not.toContain('__Host-jianbao');
  });

  it('tells a wrong PIN with the tries left, keeps what else was typed, and asks nothing of the gateway', async () => {
    await pair();
    await page.goto(`${site.origin}/login`);
    await line().getByText('讀卡機中有憑證卡').waitFor();
    await fillIn({ pin: '000000' });
    await page.keyboard.press('Enter');
    await error().getByText('PIN 碼不正確').waitFor();
    expect(await error().textContent()).toContain('還可以再試 2 次');
    expect(await page.inputValue('#pin')).toBe('');
    expect(await page.inputValue('#password')).toBe(ownPassword);
    expect(await page.evaluate('document.activeElement.id')).toBe('pin');
    expect(await site.db('login_failures')).toEqual([]);
    await page.fill('#pin', pin);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
  });

  it('asks for consent before the last try, keeps the PIN meanwhile, and then goes on', async () => {
    await pair();
    await page.goto(`${site.origin}/login`);
    await line().getByText('讀卡機中有憑證卡').waitFor();
    for (const [wrong, left] of [
      ['000000', '2'],
      ['000001', '1'],
    ] as const) {
      await fillIn({ pin: wrong });
      await page.keyboard.press('Enter');
      await error().getByText(`還可以再試 ${left} 次`).waitFor();
    }
    await page.fill('#pin', pin);
    await page.keyboard.press('Enter');
    await error().getByText('只剩一次機會').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('last-try');
    expect(await page.inputValue('#pin')).toBe(pin);
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
  });

  it('explains a browser that does not let it reach the agent, and one that does', async () => {
    // Chromium takes the gateway for a site on the internet, so that the permission counts.
    const { port } = new URL(site.origin);
    const guarded = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', `--ip-address-space-overrides=127.0.0.1:${port}=public`],
    });
    try {
      const refusing = await guarded.newContext();
      const shut = await refusing.newPage();
      await shut.goto(`${site.origin}/login`);
      await shut.locator('[data-card-line]').getByText('瀏覽器沒有允許本站和憑證元件連線').waitFor();
      const allowing = await guarded.newContext();
      await allowing.grantPermissions(['local-network-access'], { origin: site.origin });
      const open = await allowing.newPage();
      await open.goto(`${site.origin}/card/pair#${agent.pairingSecret}`);
      await open.locator('[data-pair-line]').getByText('配對完成').waitFor();
    } finally {
      await guarded.close();
    }
  });

  it('explains the browser’s question before it is asked, and asks nothing until the button is pressed', async () => {
    const { port } = new URL(site.origin);
    // A name that is not this computer’s, so that the browser has something to ask.
    const name = `http://jianbao.example:${port}`;
    const asking = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP jianbao.example 127.0.0.1'],
        `--unsafely-treat-insecure-origin-as-secure=${name}`,
        `--ip-address-space-overrides=127.0.0.1:${port}=public`,
      ],
    });
    try {
      const visitor = await asking.newContext();
      const visit = await visitor.newPage();
      const asked: string[] = [];
      visit.on('request', (request) => asked.push(new URL(request.url()).port));
      await visit.goto(`${name}/login`);
      await visit.locator('[data-card-line][data-state="ask"]').waitFor();
      expect(await visit.locator('[data-card-line]').textContent()).toBe(
        '本頁要和這台電腦上的憑證元件連線。按下「檢查憑證元件」後，瀏覽器會詢問是否允許，請選「允許」。',
      );
      expect(asked).not.toContain(String(agentPort));
      await visitor.grantPermissions(['local-network-access'], { origin: name });
      await visit.getByRole('button', { name: '檢查憑證元件' }).click();
      // Only now the agent is asked; it does not know this name.
      await visit.locator('[data-card-line]').getByText('允許清單裡沒有本站').waitFor();
      expect(asked).toContain(String(agentPort));
    } finally {
      await asking.close();
    }
  });

  it('says in its own place that the password was wrong, and brings the focus there', async () => {
    await pair();
    await page.goto(`${site.origin}/login`);
    await line().getByText('讀卡機中有憑證卡').waitFor();
    await fillIn({ pin, password: 'not the password' });
    await page.keyboard.press('Enter');
    await page.locator('.govuk-error-summary').getByText('無法登入。').waitFor();
    expect(await page.inputValue('#userName')).toBe('reporter01');
    expect(await page.inputValue('#pin')).toBe('');
  });

  it('asks for what is missing without troubling the card', async () => {
    await pair();
    await page.goto(`${site.origin}/login`);
    await page.getByRole('button', { name: '登入', exact: true }).click();
    await page.locator('.govuk-error-summary').getByText('請輸入帳號。').waitFor();
    await fillIn({ pin: '' });
    await page.keyboard.press('Enter');
    await error().getByText('請輸入憑證卡的 PIN 碼。').waitFor();
  });

  it('leads a newcomer through password and profile', async () => {
    await site.empty();
    const { oneTimePassword } = await site.add({ ranges: [here] });
    await pair();
    await page.goto(`${site.origin}/login`);
    await line().getByText('讀卡機中有憑證卡').waitFor();
    await fillIn({ pin, password: oneTimePassword });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/first-login/password');
    await page.fill('#newPassword', ownPassword);
    await page.fill('#repeatPassword', ownPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/first-login/profile');
    await page.fill('#telephone', '02-1111-1111');
    await page.fill('#mobile', '0911111111');
    await page.fill('#email', 'reporter01@test-hospital.example');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/first-login/done');
    expect(await findBarriers(page)).toEqual([]);
    await keepPicture(page, 'accounts-first-done');
    expect(await findAccountByName(site.db, 'reporter01')).toMatchObject({
      passwordKind: 'own',
      mobile: '0911-111-111',
    });
  });

  it('tells an agent that does not know this gateway from one that does not run', async () => {
    await pair();
    await agent.close();
    try {
      await page.goto(`${site.origin}/login`);
      await line().getByText('找不到憑證元件').waitFor();
      agent = await openAgent(['https://another.example']);
      await page.getByRole('button', { name: '檢查憑證元件' }).click();
      await line().getByText('允許清單裡沒有本站').waitFor();
      await fillIn({ pin });
      await page.keyboard.press('Enter');
      await error().getByText('允許清單裡沒有本站').waitFor();
    } finally {
      await agent.close();
      agent = await openAgent([site.origin]);
    }
  });

  it.each([
    [
      'zh-Hant',
      '這台電腦上的憑證元件是 0.9.3 版，本站需要 1.0.0 版以上。請安裝新版憑證元件（貴機構的資訊人員或「憑證常見問題」頁有安裝方式），啟動後再按「檢查憑證元件」。',
    ],
    [
      'en',
      'The card agent on this computer is version 0.9.3; this site needs 1.0.0 or newer. Install the new version (your institution’s IT staff or the page “Questions about cards” tells how), start it, and press “Check the card agent”.',
    ],
  ] as const)(
    'says in %s that the agent is too old, what to install, and where',
    async (language, sentence) => {
      await context.close();
      context = await openContext(browser(), { url: site.origin, language, width: 1280 });
      page = await context.newPage();
      await changeStatus({ version: '0.9.3' });
      await pair();
      expect(await page.locator('[data-pair-line]').textContent()).toBe(sentence);
      await page.goto(`${site.origin}/login`);
      await line().getByText(sentence, { exact: true }).waitFor();
      expect(await page.locator('.jb-card-box a[href="/help/card"]').isVisible()).toBe(true);
    },
  );

  it('has no field for the PIN where the agent asks for it, and logs in', async () => {
    await agent.close();
    agent = await openAgent([site.origin], {
      pinEntry: 'agent',
      askConsent: async () => ({ kind: 'granted', pin: new Uint8Array(Buffer.from(pin)) }),
    });
    try {
      await pair();
      await page.goto(`${site.origin}/login`);
      await page.getByText('PIN 碼會由這台電腦的憑證元件另外詢問').waitFor();
      expect(await page.locator('#pin').isVisible()).toBe(false);
      expect(await page.locator('label[for="pin"]').isVisible()).toBe(false);
      await page.fill('#userName', 'reporter01');
      await page.fill('#password', ownPassword);
      await page.fill('#captcha', captchaAnswer);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.origin}/profile`);
    } finally {
      await agent.close();
      agent = await openAgent([site.origin]);
    }
  });

  /** What the real agent says of itself, with some of it changed. */
  async function changeStatus(changes: object): Promise<void> {
    await context.route(`http://127.0.0.1:${agentPort}/status`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...changes } });
    });
  }

  it.each([
    [1280, 'zh-Hant'],
    [1280, 'en'],
    [320, 'zh-Hant'],
    [320, 'en'],
  ] as const)('has no barriers at %i px in %s', async (width, language) => {
    await context.close();
    context = await openContext(browser(), { url: site.origin, language, width });
    page = await context.newPage();
    const look = async (name: string) => {
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
      await keepPicture(page, `accounts-${name}-${width}-${language}`);
    };
    await page.goto(`${site.origin}/login/forgotten`);
    await look('forgotten');
    await pair();
    await look('pair');
    await page.goto(`${site.origin}/login`);
    await page.locator('[data-card-line][data-state="ready"]').waitFor();
    await page.locator('button.govuk-button:not([type="button"])').click();
    await page.locator('.govuk-error-summary').waitFor();
    await page.locator('[data-card-line][data-state="ready"]').waitFor();
    await look('login-missing');
    await fillIn({ pin });
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
    await look('profile');
    for (const name of ['password', 'sessions']) {
      await page.goto(`${site.origin}/profile/${name}`);
      await look(name);
    }
  });
});
