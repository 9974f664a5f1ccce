import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, startAgent } from '../../smartcard/index.js';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { opener } from '../support/databases.js';
import { demoCards, type InsertedCards, insertCards, signToken } from '../support/demo-cards.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';
import { openSite, type Site } from './support/site.js';
import {
  installWebEid,
  type WebEidAnswer,
  type WebEidOrder,
  webEidFailure,
  webEidReady,
} from './support/web-eid-extension.js';
import { captchaAnswer, ownPassword } from './support/world.js';

const here = parseRange('127.0.0.1', { demoMode: true, widest: defaultWidths });

describe('the login page with Web eID', () => {
  const open = opener('sqlite');
  const browser = useBrowser();
  let site: Site;
  let inserted: InsertedCards;
  let agent: Agent;
  let context: BrowserContext;
  let page: Page;
  let orders: WebEidOrder[];

  beforeAll(async () => {
    const agentPort = await findFreePort();
    site = await openSite((await open()).db, `http://127.0.0.1:${agentPort}`);
    inserted = await insertCards(await demoCards(), ['reporter']);
    agent = await startAgent({
      origins: [site.origin],
      port: agentPort,
      modulePaths: [inserted.modulePath],
      softhsmConfig: inserted.configFile,
    });
  });
  afterAll(async () => {
    await agent.close();
    await inserted.remove();
    await site.close();
  });
  beforeEach(async () => {
    await site.empty();
    await site.addReady({ ranges: [here] });
    orders = [];
  });
  afterEach(() => context.close());

  async function openPage(
    answer: WebEidAnswer | 'no extension',
    { language = 'zh-Hant', width = 1280 }: { language?: 'zh-Hant' | 'en'; width?: number } = {},
  ): Promise<void> {
    context = await openContext(browser(), { url: site.origin, language, width });
    if (answer !== 'no extension') {
      await installWebEid(context, async (order, origin) => {
        orders.push(order);
        return answer(order, origin);
      });
    }
    page = await context.newPage();
    await page.goto(`${site.origin}/login`);
  }

  /** The program behind the extension, with the reporter's card in its reader. */
  const signing: WebEidAnswer = async ({ action, challengeNonce = '' }, origin) => {
    if (action === 'web-eid:status') return webEidReady;
    const token = await signToken(await demoCards(), { card: 'reporter', origin, nonce: challengeNonce });
    return { action: 'web-eid:authenticate-success', ...JSON.parse(token) };
  };

  const failing =
    (action: WebEidOrder['action'], code: string): WebEidAnswer =>
    async (order) =>
      order.action === action ? webEidFailure(action, code) : webEidReady;

  const choice = () => page.locator('[data-card-program]');
  const line = () => page.locator('[data-card-line]');
  const error = () => page.locator('[data-card-error]');

  async function choose(): Promise<void> {
    await choice().waitFor();
    await page.getByRole('radio', { name: 'Web eID' }).check();
  }

  async function fillIn(): Promise<void> {
    await page.fill('#userName', 'reporter01');
    await page.fill('#password', ownPassword);
    await page.fill('#captcha', captchaAnswer);
  }

  it('logs in by keyboard with a token that Web eID signed, without a PIN on the page, and remembers the choice', async () => {
    await openPage(signing);
    await choice().waitFor();
    await fillIn();
    await page.focus('#card-program-agent');
    await page.keyboard.press('ArrowRight');
    await line().getByText('Web eID 已就緒。').waitFor();
    expect(await page.locator('#pin').isVisible()).toBe(false);
    expect(await page.locator('[data-pin-elsewhere]').textContent()).toBe(
      'PIN 碼在 Web eID 自己的視窗輸入，不經過這一頁。',
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
    expect(orders.at(-1)).toEqual({
      action: 'web-eid:authenticate',
      libraryVersion: '2.0.0',
      challengeNonce: expect.stringMatching(/^[\w+/]{43}=$/),
      options: { lang: 'zh', userInteractionTimeout: 120_000 },
    });
    expect(await site.db('account_cards').select('profile')).toEqual([{ profile: 'citizen' }]);

    await context.clearCookies({ name: '__Host-jianbao' });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).port));
    await page.goto(`${site.origin}/login`);
    await line().getByText('Web eID 已就緒。').waitFor();
    expect(await page.getByRole('radio', { name: 'Web eID' }).isChecked()).toBe(true);
    expect(asked).not.toContain(String(agent.port));
  });

  it('lets the person choose between Web eID and a card agent that is there as well', async () => {
    await openPage(signing);
    await page.goto(`${site.origin}/card/pair#${agent.pairingSecret}`);
    await page.getByText('配對完成').waitFor();
    await page.goto(`${site.origin}/login`);
    await choose();
    await line().getByText('Web eID 已就緒。').waitFor();
    expect(await page.getByRole('button', { name: '檢查憑證元件' }).isVisible()).toBe(false);
    await page.getByRole('radio', { name: '健報憑證元件' }).check();
    await line().getByText('讀卡機中有憑證卡').waitFor();
    expect(await page.getByRole('button', { name: '檢查憑證元件' }).isVisible()).toBe(true);
    await fillIn();
    await page.fill('#pin', '246810');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/profile`);
    expect(orders.map(({ action }) => action)).not.toContain('web-eid:authenticate');
  });

  it('offers nothing without the extension, not even to who used it before', async () => {
    await openPage(signing);
    await choose();
    const remembered = await context.storageState();
    await context.close();
    context = await browser().newContext({ storageState: remembered });
    page = await context.newPage();
    await page.clock.install();
    await page.goto(`${site.origin}/login`);
    await page.clock.runFor(2_100);
    await line().getByText('還沒有和憑證元件配對').waitFor();
    expect(await choice().isVisible()).toBe(false);
    expect(await page.locator('#pin').isVisible()).toBe(true);
  });

  it.each([
    [
      'ERR_WEBEID_NATIVE_UNAVAILABLE',
      '這台電腦上的 Web eID 程式沒有回應。請到 web-eid.eu 安裝',
      'Install it from web-eid.eu',
    ],
    [
      'ERR_WEBEID_VERSION_MISMATCH',
      '這台電腦上的 Web eID 版本太舊。請到 web-eid.eu 安裝新版',
      'Web eID on this computer is too old.',
    ],
  ])('says when it is chosen what is missing: %s', async (code, zh, en) => {
    for (const [language, sentence] of [
      ['zh-Hant', zh],
      ['en', en],
    ] as const) {
      await openPage(failing('web-eid:status', code), { language });
      await choose();
      await line().getByText(sentence).waitFor();
      expect(await line().getAttribute('data-state')).toBe('fault');
      if (language === 'zh-Hant') await context.close();
    }
  });

  it.each([
    [
      'zh-Hant',
      [
        [
          'ERR_WEBEID_USER_CANCELLED',
          '您在 Web eID 的視窗取消了操作，所以沒有登入。要登入時，請再按一次「登入」。',
        ],
        [
          'ERR_WEBEID_USER_TIMEOUT',
          'Web eID 的視窗等候太久，已經關閉。請再按一次「登入」，並在兩分鐘內完成操作。',
        ],
        [
          'ERR_WEBEID_ACTION_PENDING',
          'Web eID 還在處理上一次的操作。請先在它的視窗完成或取消，再按一次「登入」。',
        ],
        [
          'ERR_WEBEID_VERSION_MISMATCH',
          '這台電腦上的 Web eID 版本太舊。請到 web-eid.eu 安裝新版的程式與擴充功能，再重新整理這一頁；也可以改用健報憑證元件。',
        ],
        [
          'ERR_WEBEID_NATIVE_UNAVAILABLE',
          '瀏覽器裡有 Web eID 擴充功能，但這台電腦上的 Web eID 程式沒有回應。請到 web-eid.eu 安裝後重新整理這一頁；也可以改用健報憑證元件。',
        ],
        [
          'ERR_WEBEID_EXTENSION_UNAVAILABLE',
          '瀏覽器裡的 Web eID 擴充功能沒有回應。請確認它已啟用，再重新整理這一頁；也可以改用健報憑證元件。',
        ],
        [
          'ERR_WEBEID_NATIVE_FATAL',
          'Web eID 發生沒有預期的狀況，所以沒有登入。請重新插入卡片再試一次；也可以改用健報憑證元件。',
        ],
        [
          'ERR_OF_TOMORROW',
          'Web eID 發生沒有預期的狀況，所以沒有登入。請重新插入卡片再試一次；也可以改用健報憑證元件。',
        ],
      ],
    ],
    [
      'en',
      [
        [
          'ERR_WEBEID_USER_CANCELLED',
          'You cancelled in the Web eID window, so you are not logged in. Press “Log in” again when you want to.',
        ],
        [
          'ERR_WEBEID_USER_TIMEOUT',
          'The Web eID window waited too long and closed. Press “Log in” again and finish within two minutes.',
        ],
        [
          'ERR_WEBEID_ACTION_PENDING',
          'Web eID is still busy with the last request. Finish or cancel it in its window, then press “Log in” again.',
        ],
        [
          'ERR_WEBEID_VERSION_MISMATCH',
          'Web eID on this computer is too old. Install the new program and extension from web-eid.eu and reload the page, or use the Jianbao card agent.',
        ],
        [
          'ERR_WEBEID_NATIVE_UNAVAILABLE',
          'The browser has the Web eID extension, but the Web eID program on this computer did not answer. Install it from web-eid.eu and reload the page, or use the Jianbao card agent.',
        ],
        [
          'ERR_WEBEID_EXTENSION_UNAVAILABLE',
          'The Web eID extension of this browser did not answer. Make sure that it is switched on and reload the page, or use the Jianbao card agent.',
        ],
        [
          'ERR_WEBEID_NATIVE_FATAL',
          'Something unexpected happened in Web eID, so you are not logged in. Put the card into the reader again and try once more, or use the Jianbao card agent.',
        ],
        [
          'ERR_OF_TOMORROW',
          'Something unexpected happened in Web eID, so you are not logged in. Put the card into the reader again and try once more, or use the Jianbao card agent.',
        ],
      ],
    ],
  ] as const)(
    'explains in %s what Web eID refused, keeps what was typed, and asks nothing of the login',
    async (language, sentences) => {
      let code = '';
      await openPage(
        async ({ action }) => (action === 'web-eid:status' ? webEidReady : webEidFailure(action, code)),
        { language },
      );
      await choose();
      await fillIn();
      for (const [refused, sentence] of sentences) {
        code = refused;
        await page.focus('#captcha');
        await page.keyboard.press('Enter');
        await error().getByText(sentence, { exact: true }).waitFor();
        expect(await line().textContent()).toBe(sentence);
        expect(await page.evaluate('document.activeElement.id')).toBe('card-program-web-eid');
      }
      expect(await page.inputValue('#password')).toBe(ownPassword);
      expect(await site.db('login_failures')).toEqual([]);
    },
  );

  it('gives up when Web eID heard and never answers', async () => {
    const heard: (() => void)[] = [];
    const asked = new Promise<void>((resolve) => heard.push(resolve));
    await openPage(async ({ action }) => {
      if (action === 'web-eid:status') return webEidReady;
      for (const tell of heard) tell();
      return undefined;
    });
    await choose();
    await fillIn();
    await page.clock.install();
    await page.keyboard.press('Enter');
    await asked;
    await page.clock.runFor(126_100);
    await error().getByText('Web eID 的視窗等候太久').waitFor();
  });

  it('is told like any other card when the gateway refuses the token', async () => {
    const cards = await demoCards();
    await openPage(async ({ action }, origin) => {
      if (action === 'web-eid:status') return webEidReady;
      const nonce = Buffer.alloc(32, 1).toString('base64');
      const token = await signToken(cards, { card: 'reporter', origin, nonce });
      return { action: 'web-eid:authenticate-success', ...JSON.parse(token) };
    });
    await choose();
    await fillIn();
    await page.keyboard.press('Enter');
    await page.locator('.govuk-error-summary').getByText('這次的憑證登入沒有通過驗證').waitFor();
    await line().getByText('Web eID 已就緒。').waitFor();
  });

  it('leads from the summary of errors to the choice, where no PIN can be typed', async () => {
    await openPage(signing);
    await choose();
    await page.getByRole('button', { name: '登入', exact: true }).click();
    await page.locator('.govuk-error-summary').waitFor();
    await line().getByText('Web eID 已就緒。').waitFor();
    await page.getByRole('link', { name: '還沒有讀取憑證卡。' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('card-program-web-eid');
  });

  it.each([
    [1280, 'zh-Hant'],
    [320, 'zh-Hant'],
    [320, 'en'],
  ] as const)('has no barriers at %i px in %s', async (width, language) => {
    await openPage(failing('web-eid:authenticate', 'ERR_WEBEID_USER_CANCELLED'), { language, width });
    await choose();
    await fillIn();
    await page.keyboard.press('Enter');
    await error().getByText('Web eID').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await keepPicture(page, `accounts-login-web-eid-${width}-${language}`);
  });
});
