import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/csv/index.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { xsdOf } from '../../../src/reports/schema/xsd.js';
import { goodRow, type Judged, judge, keys } from '../process/support/judge.js';
import { goodSpecialRow } from '../process/support/judge-special.js';
import { makeWorkbook, zipOf } from '../support/make-workbook.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Row = Readonly<Record<string, string>>;

type MakeFile = (rows: readonly Row[], columns?: readonly string[]) => Promise<Buffer>;

/** The same rows in each format; in CSV and workbooks they begin below the header. */
const formats: Readonly<Record<'csv' | 'xlsx' | 'xml' | 'jsonl' | 'zip', MakeFile>> = {
  csv: async (rows, columns = keys) => Buffer.from(tableOf(rows, columns).map(csvRow).join('')),
  xlsx: (rows, columns = keys) => makeWorkbook({ rows: tableOf(rows, columns) }),
  xml: async (rows) => Buffer.from(xmlOf(rows)),
  jsonl: async (rows) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
  zip: async (rows, columns) => zipOf({ '健檢.csv': await formats.csv(rows, columns) }),
};

function tableOf(rows: readonly Row[], columns: readonly string[]): readonly (readonly string[])[] {
  return [columns, ...rows.map((row) => columns.map((key) => row[key] ?? ''))];
}

function xmlOf(rows: readonly Row[]): string {
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#13;');
  const exams = rows.map((row) => {
    const fields = Object.entries(row).map(([key, value]) => `<${key}>${escaped(value)}</${key}>`);
    return `<exam>${fields.join('')}</exam>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<exams>\n${exams.join('\n')}\n</exams>\n`;
}

/** What is said of the rows, counted from the first one; letters of columns are a matter of tables. */
const said = ({ findings, verdict, contents }: Judged, firstRow: number) => ({
  verdict,
  findings: findings.map(({ row, code, params, column, value }) => ({
    row: row - firstRow,
    code,
    // A cell names the row where the same exam stands.
    params: code === 'RPT_DUPLICATE_IN_FILE' ? Number(params.row) - firstRow : params,
    key: column?.key,
    value,
  })),
  contents: contents.map(({ values }) => values),
});

const odd = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '陰性',
    '１２０',
    '170cm',
    '2026-02-30',
    '115/7/1',
    '<&>"\'',
    '𠮷'.repeat(3),
    '=1+1',
    '_x0041_',
    '造\uE000字',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => isXmlText(text)),
);

/** Some rows, each with a few odd cells. */
const changesOf = (columns: readonly string[]) =>
  fc.array(fc.dictionary(fc.constantFrom(...columns), odd, { maxKeys: 4 }), { minLength: 1, maxLength: 4 });

const specialKeys = layoutOf('special').columns.map(({ key }) => key);

describe('the same rows', () => {
  it.each([
    ['general', keys, goodRow, 150],
    ['special', specialKeys, goodSpecialRow, 50],
  ] as const)(
    'of %s exams give the same records and the same errors in all five formats',
    async (kind, columns, good, numRuns) => {
      await fc.assert(
        fc.asyncProperty(changesOf(columns), async (all) => {
          const rows = all.map((change) => ({ ...good, ...change }));
          const expected = said(await judge(await formats.csv(rows, columns), { kind }), 2);
          for (const [format, firstRow] of [
            ['xlsx', 2],
            ['xml', 1],
            ['jsonl', 1],
            ['zip', 2],
          ] as const) {
            const judged = await judge(await formats[format](rows, columns), { kind });
            expect(said(judged, firstRow), format).toEqual(expected);
          }
        }),
        { numRuns },
      );
    },
    60_000,
  );

  it.each(['xml', 'jsonl'] as const)(
    'are read from %s in pieces of any size, and in any order of fields',
    async (format) => {
      const rows = [
        goodRow,
        { ...Object.fromEntries(Object.entries(goodRow).toReversed()), worker_id: 'I100000003' },
      ];
      const bytes = await formats[format](rows);
      for (const pieces of [1, 7, 64, 5000]) {
        const { verdict, contents, records, header } = await judge(bytes, {
          pieces,
          limits: { windowBytes: 100 },
        });
        expect({ verdict, rows: records.map(({ row }) => row) }).toEqual({ verdict: 'clean', rows: [1, 2] });
        expect(contents[0]?.values).toEqual(goodRow);
        expect(header?.columns[0]).toEqual({ letter: null, key: 'institution_code', name: '醫療機構代碼' });
      }
    },
  );

  it('may carry Chinese names and leave fields out', async () => {
    const { institution_code: _, labour_insurance_no: __, ...rest } = goodRow;
    const { verdict, findings } = await judge(
      JSON.stringify({ ...rest, 醫療機構代碼: '1268650500', 勞保證號: null }),
    );
    expect({ verdict, findings }).toEqual({ verdict: 'clean', findings: [] });
  });

  it('are told as numbers that lost their zeros also in JSON, where numbers keep their digits', async () => {
    const { findings, contents } = await judge(
      JSON.stringify({ ...goodRow, employer_ubn: 4595257 }).replace('"height":"172.5"', '"height":172.50'),
    );
    expect(findings.map(({ code }) => code)).toEqual(['RPT_CELL_IS_NUMBER']);
    expect(contents).toEqual([]);
  });

  it('are valid by the published XSD', async () => {
    writeFileSync(join(folder, 'general.xsd'), xsdOf('general'));
    writeFileSync(join(folder, 'special.xsd'), xsdOf('special'));
    writeFileSync(join(folder, 'good.xml'), xmlOf([goodRow]));
    writeFileSync(join(folder, 'bad.xml'), xmlOf([{ ...goodRow, height: '9999' }]));
    const lint = (schema: string, file: string) =>
      execFileSync('xmllint', ['--noout', '--schema', schema, file], { cwd: folder, stdio: 'pipe' });
    lint('general.xsd', 'good.xml');
    expect(() => lint('general.xsd', 'bad.xml')).toThrow(/'height'.*'9999'/);
    expect(() => lint('special.xsd', 'good.xml')).toThrow(/'height'.*not expected/);
  });
});

function isXmlText(text: string): boolean {
  return !/[\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff\t\n]/u.test(text);
}
