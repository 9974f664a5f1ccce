import { beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/api/index.js';
import { documentRoutes } from '../../src/api/openapi/routes.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';
import { type StartedShell, startShell } from '../web/support/start-shell.js';

const browser = useBrowser();
let shell: StartedShell;

beforeAll(async () => {
  shell = await startShell({ routes: (render) => documentRoutes({ render }) });
});

describe.each(['zh-Hant', 'en'] as const)('the page of the API in %s', (language) => {
  it('lists every operation and leads to the document; no barrier, wide and narrow', async () => {
    const context = await openContext(browser(), { url: shell.url, language, width: 1280 });
    const page = await context.newPage();
    await page.goto(`${shell.url}/help/api`);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
      await keepPicture(page, `api-${language}-${width}`);
    }
    expect(await page.locator('main dt').count()).toBe(operations.length);
    const href = await page.locator('main a[href$="openapi.json"]').getAttribute('href');
    const answer = await fetch(shell.url + href, { headers: { 'accept-language': language } });
    expect(answer.headers.get('content-language')).toBe(language);
    expect(await answer.json()).toMatchObject({ openapi: '3.1.1' });
    await context.close();
  });
});
