import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guideRoutes } from '../../src/guide/index.js';
import { findBarriers, keepPicture, openContext, useBrowser } from './support/browser.js';
import { person, type StartedShell, startShell } from './support/start-shell.js';

let shell: StartedShell;
let context: BrowserContext;
let page: Page;
let logouts: number;
let session: string;
const browser = useBrowser();

beforeAll(async () => {
  shell = await startShell({
    routes: (renderPage) => [
      ...guideRoutes({ renderPage, paths: { login: '/login', start: '/submissions' } }),
      {
        method: 'post',
        path: '/logout',
        who: 'signed-in',
        takes: 'form',
        handle: (_request, response) => {
          logouts += 1;
          response.status(204).end();
        },
      },
    ],
  });
});

beforeEach(async () => {
  logouts = 0;
  context = await openContext(browser(), { url: shell.url, language: 'en', width: 1280 });
  const { value } = shell.sessions.open(person('reporter'));
  session = value;
  await context.addCookies([{ name: '__Host-session', value, domain: '127.0.0.1', path: '/', secure: true }]);
  page = await context.newPage();
  // The page's time stands still unless a test moves it.
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await page.goto(shell.url);
});

afterEach(() => context.close());

const counter = () => page.locator('[data-session-left]').textContent();
const warning = () => page.getByRole('dialog');

describe('the end of a session', () => {
  it('is warned of two minutes before, and put off when asked', async () => {
    await page.clock.fastForward('12:59');
    expect(await warning().isVisible()).toBe(false);
    await page.clock.runFor(1000);
    expect(await warning().textContent()).toContain('You will be logged out in 2:00.');
    // axe-core waits for time to pass.
    await page.clock.resume();
    expect(await findBarriers(page)).toEqual([]);
    await keepPicture(page, 'session-warning');
    await page.getByRole('button', { name: 'Stay logged in' }).click();
    await warning().waitFor({ state: 'hidden' });
    expect(await counter()).toMatch(/^(15:00|14:5\d) left$/);
  });

  it('says so when it has come, and leaves the page as it is', async () => {
    await page.clock.fastForward('15:01');
    expect(await warning().textContent()).toContain(
      'You were logged out because nothing was done for a while',
    );
    expect(await page.getByRole('button', { name: 'Stay logged in' }).count()).toBe(0);
    const again = page.getByRole('button', { name: 'Log in again' });
    expect(await again.getAttribute('href')).toBe(`${shell.url}/login?next=%2F`);
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Log in again');
    expect(await warning().textContent()).not.toContain('stays as it is');
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('that came before its time is told as such when more is asked for', async () => {
    shell.sessions.end(session);
    await page.clock.fastForward('13:30');
    await page.getByRole('button', { name: 'Stay logged in' }).click();
    await warning().getByText('Your login has ended; the login page says why.').waitFor();
    await page.clock.runFor(5000);
    expect(await warning().textContent()).not.toContain('nothing was done');
    expect(await page.getByRole('button', { name: 'Log in again' }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Stay logged in' }).count()).toBe(0);
  });

  it('can be put aside and still comes', async () => {
    await page.clock.fastForward('13:30');
    await page.keyboard.press('Escape');
    await page.clock.runFor(2000);
    expect(await warning().isVisible()).toBe(false);
    await page.clock.fastForward('02:00');
    expect(await warning().isVisible()).toBe(true);
  });
});

describe('a form', () => {
  it('is sent once however often its button is pressed', async () => {
    const button = page.getByRole('button', { name: 'Log out' });
    const answered = page.waitForResponse('**/logout');
    await button.evaluate<void, { click(): void }>((element) => {
      for (let press = 0; press < 3; press += 1) element.click();
    });
    await answered;
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.request.get(shell.url);
    expect(logouts).toBe(1);
  });
});
