import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountPage, guidePages } from '../../src/guide/contents.js';
import { guideFooterLinks, guideNavigation, guideRoutes } from '../../src/guide/index.js';
import { catalogueOf } from '../../src/locales/index.js';
import { Problem } from '../../src/problems/index.js';
import type { Route } from '../../src/web/index.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';
import { person, type StartedShell, startShell } from '../web/support/start-shell.js';

let shell: StartedShell;
const browser = useBrowser();

const failing: readonly Route[] = (
  [
    ['/400', 'ERR_REQUEST_MALFORMED'],
    ['/403', 'ERR_NOT_ALLOWED'],
    ['/413', 'ERR_BODY_TOO_LARGE'],
    ['/422', 'ERR_FIELDS'],
    ['/429', 'ERR_TOO_MANY_REQUESTS'],
    ['/500', 'ERR_INTERNAL'],
    ['/503', 'ERR_UNAVAILABLE'],
  ] as const
).map(([path, code]) => ({
  method: 'get',
  path,
  who: 'anyone',
  takes: 'nothing',
  handle: () => {
    throw new Problem(code, { params: { minutes: 15 } });
  },
}));

beforeAll(async () => {
  shell = await startShell({
    routes: (renderPage) => [
      ...guideRoutes({ renderPage, paths: { login: '/login', start: '/submissions' } }),
      ...failing,
    ],
    navigation: guideNavigation,
    footerLinks: guideFooterLinks,
    installation: 'demo',
  });
});

const helpPages = [
  '/',
  '/help/platform',
  '/help/manual',
  '/help/card',
  '/help/account',
  '/help/errors',
  '/help/privacy',
  '/help/accessibility',
];
/** Pages of other features that the guide leads to. */
const elsewhere = ['/login', '/apply', '/change', '/progress', '/formats', '/receipts/verify', '/help/api'];
const errorPages = ['/400', '/403', '/nowhere', '/413', '/422', '/429', '/500', '/503'];

describe.each(['zh-Hant', 'en'] as const)('pages in %s', (language) => {
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const context = await openContext(browser(), { url: shell.url, language, width: 1280 });
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    return () => context.close();
  });

  it.each([...helpPages, ...errorPages])('%s has no barrier and fits, wide and narrow', async (path) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${shell.url}${path}`);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
      await keepPicture(page, `guide${path.replaceAll('/', '-')}-${language}-${width}`);
    }
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  });
});

describe('the home page', () => {
  it('greets who is signed in, shows the session and leads on', async () => {
    const context = await openContext(browser(), { url: shell.url, language: 'zh-Hant', width: 1280 });
    const { headers } = shell.sessions.open(person('reporter'));
    const [name = '', value = ''] = (headers.cookie ?? '').split('=');
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', secure: true }]);
    const page = await context.newPage();
    await page.goto(shell.url);
    await keepPicture(page, 'guide-home-signed-in');
    expect(await page.locator('.jb-user__name').textContent()).toBe('使用者一');
    expect(await page.locator('[data-session-left]').textContent()).toMatch(/^剩餘 (15:00|14:5\d)$/);
    expect(await page.getByRole('button', { name: '開始申報' }).getAttribute('href')).toBe('/submissions');
    expect(await findBarriers(page)).toEqual([]);
    await context.close();
  });

  it('leads nowhere that does not exist, but to the login and the work', async () => {
    const found = new Set<string>();
    for (const path of helpPages) {
      const html = await (await fetch(`${shell.url}${path}`)).text();
      for (const [, href = ''] of html.matchAll(/href="(\/[^"?]*)/g)) found.add(href.split('#')[0] ?? '');
    }
    const dead: string[] = [];
    for (const href of found) if ((await fetch(`${shell.url}${href}`)).status === 404) dead.push(href);
    expect(dead.filter((href) => !elsewhere.includes(href))).toEqual([]);
  });
});

describe('the texts of the guide', () => {
  it('are those of its pages, no fewer and no more', () => {
    const keys = [...catalogueOf('zh-Hant').keys()].filter((key) =>
      /^help\.\w+\.(sections|manager|reporter)\./.test(key),
    );
    const sections = [...guidePages, { name: 'account', sections: accountPage.sections }].flatMap((page) =>
      page.sections.flatMap((id) =>
        ['title', 'text'].map((part) => `help.${page.name}.sections.${id}.${part}`),
      ),
    );
    const steps = (['manager', 'reporter'] as const).flatMap((who) => [
      `help.account.${who}.title`,
      ...accountPage[`${who}Steps`].map((step) => `help.account.${who}.steps.${step}`),
    ]);
    expect(keys.sort()).toEqual([...sections, ...steps].sort());
  });

  it.each(['zh-Hant', 'en'] as const)(
    'name both kinds of exam and every format that is taken, in %s',
    (language) => {
      const scope = catalogueOf(language).get('help.platform.sections.scope.text') ?? '';
      const kinds = language === 'en' ? ['General', 'special'] : ['一般健康檢查', '特殊健康檢查'];
      const formats = ['CSV', 'Excel', 'XML', 'JSON Lines', 'ZIP'];
      expect([...kinds, ...formats].filter((name) => !scope.includes(name))).toEqual([]);
    },
  );
});
