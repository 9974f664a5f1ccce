import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { templateXlsx } from '../../../src/reports/reference/template-xlsx.js';
import { columnsOf } from '../../../src/reports/schema/columns-of.js';
import { hazardOperations } from '../../../src/reports/schema/hazard-operations.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { templateCsv } from '../../../src/reports/schema/template-csv.js';
import { judge } from '../process/support/judge.js';
import { fillTemplate } from './fill-template.js';

const createdAt = new Date('2026-11-22T02:00:00.000Z');
const day = '2026-11-22';
const worker = { 身分證統一編號: 'A100000001', 姓名: '王小明' };

function template(kind: 'general' | 'special', hazard?: string): Promise<Buffer> {
  return buffer(templateXlsx({ kind, hazard, day }, 'zh-Hant', createdAt));
}

describe('the workbook to fill in', () => {
  it.each([
    ['general', undefined],
    ['special', undefined],
    ['special', '05'],
    ['special', '33'],
  ] as const)('is refused as downloaded and taken when filled in (%s %s)', async (kind, hazard) => {
    const bytes = await template(kind, hazard);
    const asDownloaded = await judge(bytes, { kind });
    expect([asDownloaded.verdict, asDownloaded.stop?.code]).toEqual(['stopped', 'RPT_FILE_NO_ROWS']);
    const { filled } = fillTemplate(bytes, worker);
    const { verdict, findings, records } = await judge(filled, { kind });
    expect(findings).toEqual([]);
    expect([verdict, records.length]).toEqual(['clean', 1]);
  });

  it('holds text everywhere but in numbers, down to the last row', async () => {
    const { found } = fillTemplate(await template('general'), {});
    const { columns } = layoutOf('general');
    expect(found.frozen).toBe('A2');
    expect(found.sheets).toEqual(['一般健康檢查', '代碼', '欄位說明']);
    expect(found.rows[0]).toEqual(columns.map(({ name }) => name));
    expect(found.formats).toEqual(
      Object.fromEntries(columns.map(({ name, type }) => [name, type === 'number' ? 'General' : '@'])),
    );
    expect(found.rows).toHaveLength(2);
  });

  it('offers every code of its columns, and every offer is understood', async () => {
    const { found } = fillTemplate(await template('special'), {});
    for (const column of layoutOf('special').columns) {
      if (column.type !== 'code') continue;
      const [type, formula, , style, cells] = found.checks[column.name] ?? [];
      expect([type, style]).toEqual(['list', 'warning']);
      expect(cells).toMatch(/^(?<letters>[A-Z]+)2:\k<letters>1048576$/);
      const [, from = '', to = ''] = /^'代碼'!\$C\$(\d+):\$C\$(\d+)$/.exec(formula ?? '') ?? [];
      const offered = found.codes.slice(Number(from) - 1, Number(to));
      expect(Object.fromEntries(offered.map(([, code, label]) => [code, label]))).toEqual(column.codes);
      expect(new Set(offered.map(([name]) => name))).toEqual(new Set([column.name]));
    }
  });

  it('lets no impossible number in', async () => {
    const { found } = fillTemplate(await template('general'), {});
    expect(found.checks.身高).toEqual([
      'decimal',
      '50',
      '250',
      'stop',
      'P2:P1048576',
      '這個數值不可能：應在 50 到 250 cm 之間。請檢查小數點、單位，或是否填錯欄。',
    ]);
  });

  it('notes every column', async () => {
    const { found } = fillTemplate(await template('general'), {});
    expect(found.notes).toHaveLength(50);
    expect(found.notes.find(([, , key]) => key === 'rbc')).toEqual([
      'AM',
      '紅血球數',
      'rbc',
      'Red blood cells',
      '新進員工、定期檢查、變更作業時必填；檢查日期 2026-06-26 起',
      '數字，最多 2 位小數',
      '10^6/µL',
      '0.5–12',
      '3–7',
      null,
    ]);
  });

  it('is named by keys in English, which are understood as well', async () => {
    const bytes = await buffer(templateXlsx({ kind: 'general', day }, 'en', createdAt));
    const { filled } = fillTemplate(bytes, { worker_id: 'A100000001', worker_name: '王小明' });
    expect((await judge(filled)).verdict).toBe('clean');
  });
});

describe('the template of a hazard operation', () => {
  it.each(hazardOperations)(
    'has the columns of $code $name alone, and an example that is right',
    async ({ code, items }) => {
      const keys = columnsOf('special', code).map(({ key }) => key);
      expect(keys.slice(-items.length).toSorted()).toEqual(items.toSorted());
      expect(keys).toHaveLength(26 + items.length);
      const csv = templateCsv('special', 'zh-Hant', code);
      expect((await judge(csv, { kind: 'special' })).stop?.code).toBe('RPT_FILE_NO_ROWS');
      const { findings } = await judge(csv.replace('A123456789,王範例', 'A100000001,王小明'), {
        kind: 'special',
      });
      // An image can only come in a ZIP.
      expect(findings.filter(({ column }) => column?.key !== 'chest_xray_image')).toEqual([]);
    },
  );
});
