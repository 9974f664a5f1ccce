import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database/index.js';
import { opener } from '../../support/databases.js';
import { startListSite } from './list-site.js';
import { fillParcels } from './parcels.js';

const open = opener('sqlite');

describe('the page of a list', () => {
  let db: Database;
  let site: Awaited<ReturnType<typeof startListSite>>;

  beforeAll(async () => {
    ({ db } = await open());
    await fillParcels(db, 45);
    site = await startListSite(db);
  });

  const text = async (path: string) => (await site.ask(path)).text();
  const rowsOf = (page: string) =>
    [...page.matchAll(/<th scope="row"[^>]*><a[^>]*>([^<]*)/g)].map(([, n]) => n);
  const hrefsOf = (page: string) =>
    [...page.matchAll(/href="([?/][^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

  it('shows rows, how many there are, how they are sorted, and the way to the other pages', async () => {
    const page = await text('/parcels');
    expect(rowsOf(page)).toHaveLength(20);
    expect(rowsOf(page)[0]).toBe('P000045');
    expect(page).toContain('>45 entries</p>');
    expect(page.match(/aria-sort="\w+"/g)).toEqual([
      'aria-sort="none"',
      'aria-sort="none"',
      'aria-sort="descending"',
    ]);
    expect(hrefsOf(page)).toEqual(
      expect.arrayContaining([
        '?page=2',
        '?page=3',
        '?sort=number&direction=ascending',
        '?direction=ascending',
      ]),
    );
    expect(rowsOf(await text('/parcels?page=3'))).toHaveLength(5);
  });

  it('shows each kind of cell in its way', async () => {
    const page = await text('/parcels?q=P000045');
    expect(page).toContain('<a class="govuk-link" href="/parcels/P000045">P000045</a>');
    expect(page).toContain('=王小明<br><span class="govuk-body-s">#45</span>');
    expect(page).toContain('<strong class="govuk-tag jb-state jb-state--plain">packed</strong>');
    expect(page).toContain('<td class="govuk-table__cell jb-number">–</td>');
    expect(page).toContain('2 January 2026 06:00');
    expect(page).toContain('<span class="govuk-visually-hidden"> P000045</span>');
    expect(page).not.toContain('2026-02-28');
  });

  it('keeps what was chosen in every link and in the form', async () => {
    const page = await text('/parcels?q=P&state=lost&sort=weight&size=50&x=1');
    const { files, others } = {
      files: hrefsOf(page).filter((href) => /\.(csv|xlsx)/.test(href)),
      others: hrefsOf(page).filter((href) => href.startsWith('?') && href.length > 1),
    };
    expect(files).toEqual([
      '/parcels.xlsx?q=P&state=lost&sort=weight',
      '/parcels.csv?q=P&state=lost&sort=weight',
    ]);
    expect(others.every((href) => href.includes('size=50') || href.includes('sort=weight'))).toBe(true);
    expect(page).toContain('<input type="hidden" name="sort" value="weight">');
    expect(page).toContain('<input type="hidden" name="size" value="50">');
    expect(page).toContain('value="lost" selected');
    expect(others.join()).not.toContain('x=1');
  });

  it('says what in the address means nothing, and shows the list in its own way', async () => {
    const page = await site.ask('/parcels?sort=owner&state=gone');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('state, sort in the address mean nothing here and were left out');
  });

  it('says at the field what must be mended, keeps it, and searches for nothing', async () => {
    const page = await site.ask('/parcels?sent-from=2026-01-05&sent-to=2026-01-04');
    expect(page.status).toBe(422);
    const shown = await page.text();
    expect(shown).toContain('href="#sent-to"');
    expect(shown).toContain('The last day is before the first.');
    expect(shown).toContain('value="2026-01-05"');
    expect(shown).toContain('>45 entries</p>');
  });

  it('tells nothing found from nothing there', async () => {
    const none = await text('/parcels?q=nothing');
    expect(none).toContain('Nothing fits.');
    expect(none).toContain('<a class="govuk-link" href="?">Clear the filter and show all</a>');
    const empty = await startListSite(db, 'nobody');
    const shown = await (await empty.ask('/parcels')).text();
    expect(shown).not.toContain('Nothing fits.');
    expect(shown).not.toContain('jb-filter');
  });

  it('shows what was typed as text', async () => {
    const page = await text(`/parcels?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });

  it('is nobody else’s', async () => {
    const { headers } = site.shell.sessions.open({
      accountId: 8,
      userName: 'other',
      name: 'other',
      role: 'reviewer',
      institution: null,
      mustDo: 'nothing',
    });
    for (const path of ['/parcels', '/parcels.csv', '/parcels.xlsx']) {
      expect((await fetch(`${site.shell.url}${path}`, { headers })).status).toBe(403);
    }
  });
});
