import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, startAgent } from '../../smartcard/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { openSite, type Site } from '../accounts/support/site.js';
import { captchaAnswer, ownPassword } from '../accounts/support/world.js';
import { opener } from '../support/databases.js';
import { demoCards, readSignatureCard } from '../support/demo-cards.js';
import { openContext, useBrowser } from '../web/support/browser.js';
import { createPivCard, type PivCard } from './virtual/piv-card.js';
import {
  openscModule,
  prepareReaderService,
  type ReaderService,
  whyNoReaderService,
} from './virtual/reader-service.js';

const agentPort = 48_632;
const pin = '246810';
const here = parseRange('127.0.0.1', { demoMode: true, widest: defaultWidths });

const missing = whyNoReaderService();

describe.skipIf(missing !== undefined)(
  `the login page with a real reader${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    const open = opener('sqlite');
    const browser = useBrowser();
    let site: Site;
    let service: ReaderService;
    let agent: Agent;
    let context: BrowserContext;
    let page: Page;
    let card: PivCard;

    beforeAll(async () => {
      site = await openSite((await open()).db, `http://127.0.0.1:${agentPort}`);
      service = await prepareReaderService();
      await service.start();
      agent = await startAgent({ origins: [site.origin], port: agentPort, modulePaths: [openscModule] });
      await site.empty();
      await site.addReady({ ranges: [here] });
      context = await openContext(browser(), { url: site.origin, language: 'zh-Hant', width: 1280 });
      page = await context.newPage();
      card = createPivCard({
        keys: { '9a': await readSignatureCard(await demoCards(), 'reporter') },
        pin,
        puk: '86420975',
        guid: '00112233445566778899aabbccddeeff',
      });
    });
    afterAll(async () => {
      await context.close();
      await agent.close();
      await service.remove();
      await site.close();
    });

    const line = (text: string) => page.locator('[data-card-line]').getByText(text).waitFor();

    it('goes on by itself when the card is put in, pulled out and put back, and logs in', async () => {
      await page.goto(`${site.origin}/card/pair#${agent.pairingSecret}`);
      await page.locator('[data-pair-line][data-state="ready"]').waitFor();
      await page.goto(`${site.origin}/login`);
      await line('請把憑證卡插入讀卡機');
      const inserted = await service.insert(0, card);
      await line('讀卡機中有憑證卡');
      inserted.pullOut();
      await line('請把憑證卡插入讀卡機');
      await service.insert(0, card);
      await line('讀卡機中有憑證卡');
      await page.fill('#userName', 'reporter01');
      await page.fill('#password', ownPassword);
      await page.fill('#captcha', captchaAnswer);
      await page.fill('#pin', '735291');
      await page.keyboard.press('Enter');
      await page.locator('[data-card-error]').getByText('PIN 碼不正確').waitFor();
      expect(card.pinTriesLeft()).toBe(2);
      await page.fill('#pin', pin);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.origin}/profile`);
      expect([card.keyUses(), card.isPinVerified()]).toEqual([1, false]);
    });
  },
);
