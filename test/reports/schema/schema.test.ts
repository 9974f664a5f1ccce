import { describe, expect, it } from 'vitest';
import { columnLetter } from '../../../src/reports/schema/column-letter.js';
import { exampleRows } from '../../../src/reports/schema/example-row.js';
import { hazardOperations } from '../../../src/reports/schema/hazard-operations.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { tableSchema } from '../../../src/reports/schema/table-schema.js';
import { templateCsv } from '../../../src/reports/schema/template-csv.js';
import { judge } from '../process/support/judge.js';

describe('the layout of general exams', () => {
  const { columns } = layoutOf('general');

  it('has 15 common columns and 34 items, each named once', () => {
    expect(columns).toHaveLength(49);
    expect(new Set(columns.map(({ key }) => key)).size).toBe(49);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(49);
    expect(columns[15]?.key).toBe('height');
  });

  it('has limits that contain each other', () => {
    for (const column of columns) {
      if (column.type !== 'number') continue;
      const { hardMin, softMin, softMax, hardMax } = column;
      expect([hardMin, softMin, softMax, hardMax]).toEqual(
        [hardMin, softMin, softMax, hardMax].toSorted((a, b) => a - b),
      );
    }
  });
});

describe('the layout of special exams', () => {
  const { columns } = layoutOf('special');

  it('has 15 common columns, 11 of its own and the 79 items of the 35 operations, each named once', () => {
    expect(columns).toHaveLength(105);
    expect(new Set(columns.map(({ key }) => key)).size).toBe(105);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(105);
    expect(hazardOperations).toHaveLength(35);
    const items = new Set(hazardOperations.flatMap((hazard) => hazard.items));
    expect(items.size).toBe(79);
    expect([...items].filter((item) => !columns.some(({ key }) => key === item))).toEqual([]);
  });

  it('asks for an item where an operation has it, and nowhere else', () => {
    for (const { key, required } of columns) {
      const hazards = typeof required === 'object' ? (required.hazards ?? []) : [];
      const expected = hazardOperations.filter(({ items }) => items.includes(key)).map(({ code }) => code);
      expect(hazards, key).toEqual(expected);
    }
  });

  it('keeps records 10 or 30 years, the latter for 16 operations', () => {
    const thirty = hazardOperations.filter(({ retentionYears }) => retentionYears === 30);
    expect(thirty.map(({ code }) => code)).toEqual([
      '03',
      '10',
      '13',
      '14',
      '15',
      '16',
      '18',
      '19',
      '23',
      '24',
      '25',
      '26',
      '29',
      '30',
      '31',
      '33',
    ]);
  });

  it('has limits that contain each other', () => {
    for (const column of columns) {
      if (column.type !== 'number') continue;
      const { hardMin, softMin, softMax, hardMax } = column;
      const limits = [hardMin, softMin, softMax, hardMax];
      expect(limits, column.key).toEqual(limits.toSorted((a, b) => a - b));
    }
  });

  it('names its example in the template, which is understood when it comes back filled in', async () => {
    const template = templateCsv('special', 'zh-Hant');
    expect((await judge(template, { kind: 'special' })).stop?.code).toBe('RPT_FILE_NO_ROWS');
    const filled = template.replace('A123456789,王範例', 'A100000001,王小明');
    const { verdict, records } = await judge(filled, { kind: 'special' });
    expect(verdict).toBe('clean');
    expect(records[0]).toMatchObject({ hazardCode: '02', level: 2 });
  });

  it('is told apart by worker, day and operation in its Table Schema', () => {
    const { primaryKey, fields } = tableSchema('special');
    expect(primaryKey).toEqual(['worker_id', 'exam_date', 'hazard_code']);
    expect(fields.find(({ name }) => name === 'blood_lead')).toMatchObject({
      title: '血中鉛',
      'jianbao:requiredWhen': { timings: ['1', '2', '3'], hazards: ['05'] },
      'jianbao:unit': 'µg/dL',
    });
  });
});

describe('the template', () => {
  it.each(['zh-Hant', 'en'] as const)('is understood when it comes back filled in (%s)', async (language) => {
    const template = templateCsv('general', language);
    const { verdict, stop } = await judge(template);
    expect({ verdict, code: stop?.code }).toEqual({ verdict: 'stopped', code: 'RPT_FILE_NO_ROWS' });
    const filled = template.replace('A123456789,王範例', 'A100000001,王小明');
    expect((await judge(filled)).verdict).toBe('clean');
  });

  it('begins with a byte order mark and the names of the form', () => {
    expect(templateCsv('general', 'zh-Hant').startsWith('\uFEFF醫療機構代碼,事業單位統一編號,')).toBe(true);
    expect(templateCsv('general', 'en').startsWith('\uFEFFinstitution_code,employer_ubn,')).toBe(true);
  });
});

describe('the Table Schema', () => {
  const schema = tableSchema('general');

  it('describes each column with its limits', () => {
    expect(schema.fields.map(({ name }) => name)).toEqual(Object.keys(exampleRows.general));
    expect(schema.fields.find(({ name }) => name === 'rbc')).toEqual({
      name: 'rbc',
      title: '紅血球數',
      description: 'Red blood cells',
      type: 'number',
      constraints: { required: false, minimum: 0.5, maximum: 12 },
      'jianbao:requiredWhen': { timings: ['1', '2', '3'], from: '2026-06-26' },
      'jianbao:unit': '10^6/µL',
      'jianbao:decimals': 2,
      'jianbao:softMin': 3,
      'jianbao:softMax': 7,
      'jianbao:loinc': '789-8',
    });
    expect(schema.fields.find(({ name }) => name === 'sex')).toEqual({
      name: 'sex',
      title: '性別',
      description: 'Sex',
      type: 'string',
      constraints: { required: true, enum: ['M', 'F'] },
      'jianbao:labels': { M: '男', F: '女' },
    });
  });

  it('holds for the example', () => {
    for (const { name, constraints } of schema.fields) {
      const { pattern } = constraints;
      if (typeof pattern === 'string') expect(exampleRows.general[name]).toMatch(new RegExp(`^${pattern}$`));
    }
  });
});

describe('the letters of columns', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [48, 'AW'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('%i is %s', (index, letter) => expect(columnLetter(index)).toBe(letter));
});
