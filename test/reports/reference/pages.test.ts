import { beforeAll, describe, expect, it } from 'vitest';
import { schemaRoutes } from '../../../src/reports/pages/schema-routes.js';
import { formatRoutes } from '../../../src/reports/reference/format-routes.js';
import { ruleRoutes } from '../../../src/reports/reference/rule-routes.js';
import { ruleTable } from '../../../src/reports/rules/table.js';
import { ask } from '../../web/support/ask.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../../web/support/browser.js';
import { startShell, testMoment } from '../../web/support/start-shell.js';
import { readWorkbook } from '../../xlsx/read-workbook.js';

const browser = useBrowser();

describe('the pages about the format', () => {
  let url: string;

  beforeAll(async () => {
    const clock = () => testMoment;
    ({ url } = await startShell({
      routes: (render) => [
        ...formatRoutes({ clock, render }),
        ...ruleRoutes({ clock, render }),
        ...schemaRoutes({ clock }),
      ],
    }));
  });

  async function text(path: string, status = 200): Promise<string> {
    const answer = await ask(`${url}${path}`);
    expect(answer.status, path).toBe(status);
    return answer.text();
  }

  /** The keys of the columns that a page shows. */
  async function columns(path: string): Promise<readonly string[]> {
    return [...(await text(path)).matchAll(/<tr class="govuk-table__row" role="row" id="([\w]+)">/g)].map(
      ([, key = '']) => key,
    );
  }

  it('show every column of a kind with unit, limits, codes and the rules that look at it', async () => {
    expect(await columns('/formats/general')).toHaveLength(49);
    expect(await columns('/formats/special')).toHaveLength(105);
    const page = await text('/formats/general');
    expect(page).toContain('可能範圍 50–250');
    expect(page).toContain('常見範圍 130–210（以外要確認）');
    expect(page).toContain('<strong>mmHg</strong>');
    expect(page).toContain('<span class="jb-code">+-</span> 微量');
    expect(page).toContain('href="/rules#RPT_DIASTOLIC_NOT_BELOW"');
  });

  it('narrow the columns to a hazard operation, a day and a word', async () => {
    expect(await columns('/formats/special?hazard=05')).toHaveLength(33);
    expect(await columns('/formats/general?q=%E8%A1%80')).toEqual([
      'exam_cardiovascular',
      'urine_occult_blood',
      'haemoglobin',
      'wbc',
      'rbc',
      'mcv',
      'glucose',
      'alt',
    ]);
    expect(await columns('/formats/general?q=SGPT')).toEqual(['alt']);
    expect(await columns('/formats/general?q=%EF%BC%A8%EF%BC%A4%EF%BC%AC')).toEqual(['hdl']);
    expect(await text('/formats/general?q=rbc')).toContain('檢查日期 2026-06-26 起');
    expect(await text('/formats/general?q=rbc&date=115/6/25')).toContain('檢查日期 2026-06-26 起才需要');
    expect(await text('/formats/general?q=%3Cb%3E')).toContain('沒有符合「&lt;b&gt;」的欄位');
  });

  it('say that a date cannot be read, and keep what was typed', async () => {
    const page = await text('/formats/general?date=tomorrow', 422);
    expect(page).toContain('看不懂這個日期');
    expect(page).toContain('value="tomorrow"');
  });

  it.each([
    '/formats/dental',
    '/formats/__proto__',
    '/templates/special-36.xlsx',
    '/templates/special-5.csv',
    '/templates/general-05.xlsx',
    '/schemas/special-36.json',
    '/schemas/special-.xsd',
    '/schemas/general.line',
  ])('know no %s', async (path) => {
    await text(path, 404);
  });

  it('give the columns and the rules as files, narrowed as the page is', async () => {
    const csv = await text('/formats/special/columns.csv?hazard=05&q=%E9%89%9B');
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain(',血中鉛,blood_lead,');
    const workbook = await ask(`${url}/rules.xlsx?severity=warning`);
    const { title, rows } = readWorkbook(new Uint8Array(await workbook.arrayBuffer()));
    const warnings = Object.values(ruleTable).filter(({ severity }) => severity === 'warning');
    expect([title, rows.length]).toEqual(['檢查規則', warnings.length + 1]);
  });

  it('show every rule at a place of its own, and find it by its words', async () => {
    const page = await text('/rules');
    for (const code of Object.keys(ruleTable)) expect(page).toContain(`id="${code}"`);
    const found = await text('/rules?q=%E7%B5%B1%E4%B8%80%E7%B7%A8%E8%99%9F&severity=error');
    expect(found).toContain('id="RPT_EMPLOYER_UBN_CHECK"');
    expect(found).not.toContain('id="RPT_REQUIRED"');
    expect(await text('/rules?q=nothing-like-it')).toContain('沒有符合的規則');
  });

  it('give a schema of one operation with its columns alone', async () => {
    const schema: { readonly fields: readonly { readonly name: string }[] } = JSON.parse(
      await text('/schemas/special-05.json'),
    );
    expect(schema.fields.map(({ name }) => name)).toEqual(await columns('/formats/special?hazard=05'));
    expect(
      (await text('/schemas/special-05.xsd')).match(/<xs:element name="(?!exam")[a-z_0-9]+" minOccurs/g),
    ).toHaveLength(33);
    const line: { readonly properties: object } = JSON.parse(await text('/schemas/special-05.line.json'));
    expect(Object.keys(line.properties)).toHaveLength(33);
  });

  it('give every kind and operation its template, every kind its schemas', async () => {
    const page = await text('/formats');
    const links = [...page.matchAll(/href="(\/(?:templates|schemas)\/[^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(2 * 5 + 35 * 2);
    for (const link of links.filter((one) => !/special-(?!02)/.test(one))) {
      expect((await ask(`${url}${link}`)).status, link).toBe(200);
    }
  });

  it.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)('are whole, without barriers and not too wide (%s, %i px)', async (language, width) => {
    const context = await openContext(browser(), { url, language, width });
    const page = await context.newPage();
    const addresses = {
      formats: '/formats',
      columns: '/formats/special?hazard=05&date=115/6/1',
      rules: '/rules?severity=warning',
    };
    for (const [name, address] of Object.entries(addresses)) {
      const answer = await page.goto(`${url}${address}`);
      expect(answer?.status()).toBe(200);
      await keepPicture(page, `formats-${name}-${language}-${width}`);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
    await context.close();
  });
});
