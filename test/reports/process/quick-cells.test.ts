import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longJudgeOf, quickJudgeOf } from '../../../src/reports/process/cell-judges.js';
import { ContentWriter } from '../../../src/reports/process/content-writer.js';
import { QuickCells } from '../../../src/reports/process/quick-cells.js';
import { exampleRows } from '../../../src/reports/schema/example-row.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';

const context = { institutionCode: '1268650500' };
const digit = fc.constantFrom(...'0123456789');

/** Texts close to what cells hold, and texts that are not. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789.-+/ ,Aa\u3000\u00a0０１．'), maxLength: 11 }),
  fc.string({
    unit: fc.constantFrom(
      ...'王小明、。\u3000 \n\t\u200b\u2028\u202e\u2069\ufeff\ue000\ufffd\u0085\u{f0000}\u{20bb7}ＡBcß１2€',
    ),
    maxLength: 12,
  }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom('19', '20', '18', '21'),
      digit,
      digit,
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(
      ([century, a, b, month, day]) =>
        `${century}${a}${b}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    ),
  fc.constantFrom(
    '-',
    '+-',
    '1+',
    '陰性',
    '未檢查',
    '0',
    '9',
    '定期檢查',
    'M',
    'f',
    '04595257',
    '12345678',
    '0459525７',
  ),
  fc.constantFrom(
    '1268650500',
    'A100000001',
    'B200000004',
    'AC00000003',
    'A123456788',
    '01234567A',
    '12345678E',
    '1.5E+07',
  ),
  fc.constantFrom('醫字第012345號', 'ab123', 'AB 123', '1234', 'Ⓐ1', 'ＡＢ１'),
  fc.constantFrom(...Object.values(exampleRows.general), ...Object.values(exampleRows.special)),
);

describe('the quick way through a cell', () => {
  const general = layoutOf('general').columns;
  const own = layoutOf('special').columns.filter(({ key }) => !general.some((column) => column.key === key));
  for (const column of [...general, ...own]) {
    it(`says the same of ${column.key} as the definition, where it says anything`, () => {
      const writer = new ContentWriter();
      const cells = new QuickCells(writer);
      const quick = quickJudgeOf(column, writer, context);
      const long = longJudgeOf(column, context);
      fc.assert(
        fc.property(texts, (text) => {
          fc.pre(text !== '');
          cells.bytes = Buffer.from(`"${text}"`);
          writer.at = 5;
          const isQuick = quick(cells, 1, cells.bytes.length - 1);
          const read = long(text);
          if (!isQuick) expect(writer.at).toBe(5);
          else
            expect({
              is: 'value',
              notes: [],
              text: writer.bytes.toString('utf8', 5, writer.at),
              value: cells.value,
            }).toEqual(read);
        }),
        { numRuns: 250 },
      );
    });
  }

  it.each(['general', 'special'] as const)('is open to every cell of the example (%s)', (kind) => {
    const writer = new ContentWriter();
    const cells = new QuickCells(writer);
    for (const column of layoutOf(kind).columns) {
      const text = exampleRows[kind][column.key] ?? '';
      if (text === '') continue;
      cells.bytes = Buffer.from(text);
      const quick = quickJudgeOf(column, writer, context);
      expect(quick(cells, 0, cells.bytes.length), column.key).toBe(true);
    }
  });
});
