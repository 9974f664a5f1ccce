import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../src/reports/schema/example-row.js';
import { hazardOperations } from '../../../src/reports/schema/hazard-operations.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { lineSchema } from '../../../src/reports/schema/line-schema.js';
import { judge } from '../process/support/judge.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } });

describe('the JSON Schema of a line of JSON Lines', () => {
  const [general, special] = [ajv.compile(lineSchema('general')), ajv.compile(lineSchema('special'))];

  it('takes the examples, and so does the gateway', async () => {
    const line = { ...toLine('general'), worker_id: 'A100000001', worker_name: '王小明' };
    expect([general(line), general.errors]).toEqual([true, null]);
    expect((await judge(`${JSON.stringify(line)}\n`)).verdict).toBe('clean');
  });

  it.each(hazardOperations)(
    'takes the example of $code $name, and wants each of its items',
    ({ code, items }) => {
      const line = toLine('special', code);
      expect([special(line), special.errors]).toEqual([true, null]);
      for (const item of items) {
        expect(special({ ...line, [item]: undefined }), item).toBe(false);
        expect(special({ ...line, [item]: undefined, exam_timing: '4' }), item).toBe(true);
      }
    },
  );

  it.each([
    ['a value that is impossible', { height: 17 }],
    ['a number in a text', { height: '172.5' }],
    ['a code that is none', { sex: 'X' }],
    ['a field that is none', { shoe_size: 42 }],
    ['nothing where something must be', { worker_id: null }],
    ['no item of a full exam', { height: null }],
  ])('refuses %s', (_, change) => {
    expect(general({ ...toLine('general'), ...change })).toBe(false);
  });

  it('tells what it cannot ask for: items that come with a day', () => {
    const { properties } = lineSchema('general') as { properties: Record<string, unknown> };
    expect(properties.rbc).toMatchObject({
      title: '紅血球數',
      'jianbao:requiredWhen': { timings: ['1', '2', '3'], from: '2026-06-26' },
      'jianbao:decimals': 2,
    });
    expect(general({ ...toLine('general'), rbc: undefined })).toBe(true);
  });
});

/** The example as a program writes it: numbers as numbers. */
function toLine(kind: 'general' | 'special', hazard?: string): Readonly<Record<string, unknown>> {
  const example = exampleOf(kind, hazard);
  const cells = layoutOf(kind).columns.flatMap(({ key, type }): [string, unknown][] => {
    const text = example[key];
    return text === undefined ? [] : [[key, type === 'number' ? Number(text) : text]];
  });
  return Object.fromEntries(cells);
}
