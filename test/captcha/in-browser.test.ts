import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { captchaRoutes, checkCaptcha } from '../../src/captcha/index.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { visitOf } from '../../src/web/index.js';
import { opener } from '../support/databases.js';
import { openContext, useBrowser } from '../web/support/browser.js';
import { startShell, testMoment } from '../web/support/start-shell.js';
import { seededBytes } from './support/seeded-random.js';

const browser = useBrowser();
const open = opener('sqlite');

describe('the captcha on the login page', () => {
  let db: Database;
  let page: Page;
  let sessionId: string | undefined;
  const texts = ['11', '22', '33'];

  beforeAll(async () => {
    ({ db } = await open());
    const shell = await startShell({
      routes: (render) => [
        {
          method: 'get',
          path: '/login',
          who: 'anyone',
          takes: 'nothing',
          beginsSession: true,
          handle(request, response) {
            sessionId = visitOf(request).session?.id;
            render(request, response, 'accounts/views/login.njk', { next: '', cardAgentOrigin: '' });
          },
        },
        ...captchaRoutes({
          db,
          clock: () => testMoment,
          randomBytes: seededBytes(2),
          captchaText: () => texts.shift() ?? '00',
        }),
      ],
    });
    const context = await openContext(browser(), { url: shell.url, language: 'en', width: 1280 });
    page = await context.newPage();
    await page.goto(`${shell.url}/login`);
    return () => context.close();
  });

  const answer = (text: string) =>
    inTransaction(db, (trx) =>
      checkCaptcha(trx, { sessionId: sessionId ?? '', answer: text, at: testMoment }),
    );

  it('can be heard; then the picture is put away, since the digits are others', async () => {
    await page.getByRole('button', { name: 'Listen instead', exact: true }).click();
    await page.getByText('Played.').waitFor();
    expect(await page.locator('.jb-captcha img').isVisible()).toBe(false);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('captcha');
    expect(await answer('22')).toBe(true);
  });

  it('shows another picture when asked', async () => {
    const drawn = page.waitForResponse('**/captcha/image?drawn=*');
    await page.getByRole('button', { name: 'Another picture', exact: true }).click();
    await page.getByText('There is a new picture.').waitFor();
    await page.locator('.jb-captcha img').waitFor();
    await drawn;
    expect(await answer('33')).toBe(true);
  });
});
