import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfSerial } from '../../../src/reports/formats/xlsx/date-serial.js';
import { generateSample } from '../../../src/reports/sample/generate.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { brief, goodRow, judge, keys } from '../process/support/judge.js';
import { makeWorkbook, type RawCell, type WorkbookPlan, zipOf } from '../support/make-workbook.js';

const today = '2026-11-22';

/** A row of the good exam with some cells written otherwise. */
const row = (change: Readonly<Record<string, RawCell>> = {}): RawCell[] =>
  keys.map((key) => change[key] ?? goodRow[key] ?? '');
const judgePlan = async (plan: WorkbookPlan) => judge(await makeWorkbook(plan));
const judgeCells = (change: Readonly<Record<string, RawCell>>, plan: Partial<WorkbookPlan> = {}) =>
  judgePlan({ rows: [keys, row(change)], ...plan });
const number = (value: string, more = '') => ({ xml: `<c ${more}><v>${value}</v></c>` });
const dateStyles =
  '<numFmts><numFmt numFmtId="164" formatCode="[$-404]e/m/d;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>';

describe('a workbook', () => {
  it.each(['general', 'special'] as const)(
    'written by another program gives the records of the same rows as CSV (%s)',
    async (kind) => {
      const csv = Buffer.concat([...generateSample({ kind, rows: 120, seed: 5, today }).chunks]);
      const expected = await judge(csv, { kind });
      const { columns } = layoutOf(kind);
      const book = new ExcelJS.Workbook();
      const sheet = book.addWorksheet('資料');
      sheet.addRow(columns.map(({ name }) => name));
      for (const { values } of expected.contents) {
        const cells = columns.map(({ key, type }) => {
          const text = values[key] ?? '';
          if (text === '') return null;
          if (type === 'number') return Number(text);
          return type === 'date' ? new Date(`${text}T00:00:00Z`) : text;
        });
        sheet.addRow(cells);
      }
      book.addWorksheet('代碼表').addRow(['hidden from nobody']);
      const judged = await judge(Buffer.from(await book.xlsx.writeBuffer()), { kind });
      expect({
        verdict: judged.verdict,
        rows: judged.rows,
        format: judged.format,
        encoding: judged.encoding,
      }).toEqual({
        verdict: 'clean',
        rows: 120,
        format: 'xlsx',
        encoding: null,
      });
      const comparable = (contents: typeof expected.contents) =>
        contents.map(({ values }) =>
          columns.map(({ key, type }) =>
            type === 'number' && values[key] ? Number(values[key]) : values[key],
          ),
        );
      expect(comparable(judged.contents)).toEqual(comparable(expected.contents));
    },
  );

  it('is read the same in pieces of any size', async () => {
    const book = await makeWorkbook({ rows: [keys, row(), row({ worker_id: 'I100000003', sex: 'F' })] });
    const whole = await judge(book);
    expect(brief(whole.findings)).toEqual(['3 sex RPT_SEX_NOT_AS_ID']);
    for (const pieces of [1, 13, 1000]) {
      const cut = await judge(book, { pieces, limits: { windowBytes: 100 } });
      expect(cut.findings).toEqual(whole.findings);
      expect(cut.contents).toEqual(whole.contents);
    }
  });

  it('has its texts in a table, in runs with pronunciation beside, with references and escapes', async () => {
    const { contents, verdict } = await judgeCells(
      {
        worker_name: { xml: '<c t="s"><v>1</v></c>' },
        department: { xml: '<c t="s"><v>0</v></c>' },
        job_description: {
          xml: '<c t="inlineStr"><is><r><t>A&amp;B </t></r><r><t>&#x7D44;裝_x000A_二_x005F_x0041_</t></r></is></c>',
        },
        physician_name: { xml: '<c t="str"><v><![CDATA[方<健>安]]></v></c>' },
      },
      {
        sharedStrings:
          '<si><t/></si><si><r><t>王</t></r><rPh sb="0" eb="1"><t>ㄨㄤˊ</t></rPh><r><t>小明</t></r></si>',
      },
    );
    expect(verdict).toBe('clean');
    expect(contents[0]?.values).toMatchObject({
      worker_name: '王小明',
      department: '',
      job_description: 'A&B 組裝\n二_x0041_',
      physician_name: '方<健>安',
    });
  });

  it('may have prefixes and references to cells, and leave cells and rows out', async () => {
    const cells = row().map((cell, index) => {
      const reference = `${index < 26 ? '' : 'A'}${String.fromCharCode(65 + (index % 26))}4`;
      return cell === '' ? '' : `<x:c r="${reference}" t="str"><x:v>${String(cell)}</x:v></x:c>`;
    });
    const header = keys.map((key) => `<x:c t="str"><x:v>${key}</x:v></x:c>`).join('');
    const sheet = `<x:worksheet xmlns:x="s"><x:sheetData><x:row r="1">${header}</x:row><x:row r="4">${cells.join('')}</x:row></x:sheetData></x:worksheet>`;
    const { records, rows, verdict } = await judgePlan({
      rows: [],
      parts: { 'xl/worksheets/sheet1.xml': sheet },
    });
    expect({ verdict, rows, at: records.map((record) => record.row) }).toEqual({
      verdict: 'clean',
      rows: 1,
      at: [4],
    });
  });

  it('has dates as numbers, counted from 1900 or 1904, in formats of Taiwan too', async () => {
    const plan = { styles: dateStyles };
    const of = async (serial: string, style: number, more: Partial<WorkbookPlan> = {}) => {
      const change = { birth_date: number(serial, `s="${style}"`) };
      const { contents, findings } = await judgeCells(change, { ...plan, ...more });
      return contents[0]?.values.birth_date ?? brief(findings);
    };
    expect(await of('31127', 1)).toBe('1985-03-21');
    expect(await of('31127', 2)).toBe('1985-03-21');
    expect(await of('29665', 1, { workbookProperties: '<workbookPr date1904="1"/>' })).toBe('1985-03-21');
    // A number that no format makes a date.
    expect(await of('31127', 0)).toEqual(['2 birth_date RPT_DATE_SERIAL']);
  });

  it('holds numbers in binary: fifteen digits are meant', async () => {
    const { contents } = await judgeCells({
      creatinine: number('0.92000000000000004'),
      height: number('1.725E2'),
      ldl: number('116'),
    });
    expect(contents[0]?.values).toMatchObject({ creatinine: '0.92', height: '172.5', ldl: '116' });
  });

  it('is told about cells that lost what was typed', async () => {
    const { findings } = await judgeCells(
      {
        employer_ubn: number('4595257'),
        urine_protein: number('46024', 's="1"'),
        systolic: { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' },
        waist: { xml: '<c><f>A1</f></c>' },
        weight: { xml: '<c><f>60+8.4</f><v>68.4</v></c>' },
        colour_vision: { xml: '<c t="b"><v>1</v></c>' },
      },
      { styles: dateStyles },
    );
    expect(brief(findings)).toEqual([
      '2 employer_ubn RPT_CELL_IS_NUMBER',
      '2 weight RPT_FORMULA_VALUE',
      '2 waist RPT_FORMULA_NO_VALUE',
      '2 systolic RPT_CELL_ERROR',
      '2 colour_vision RPT_CODE_UNKNOWN',
      '2 urine_protein RPT_CELL_IS_DATE',
    ]);
    expect(findings.at(-1)?.params).toEqual({ read: '2026-01-02' });
  });

  it('is told about rows that a filter hides, which are reported all the same', async () => {
    const { findings, good } = await judgePlan({ rows: [keys, row()], rowAttributes: { 2: 'hidden="1"' } });
    expect(brief(findings)).toEqual(['2 - RPT_ROW_HIDDEN']);
    expect(good).toBe(1);
  });

  it('is read from its first sheet that is shown', async () => {
    const { verdict } = await judgePlan({
      rows: [keys, row()],
      sheets: '<sheet name="舊" r:id="rId9" state="hidden"/><sheet name="新" r:id="rId1"/>',
    });
    expect(verdict).toBe('clean');
  });
});

describe('a workbook is refused', () => {
  const good = () => makeWorkbook({ rows: [keys, row()] });
  const sheet = (xml: string) => makeWorkbook({ rows: [], parts: { 'xl/worksheets/sheet1.xml': xml } });
  const bomb = () => zipOf({ 'xl/workbook.xml': '<a/>', 'xl/big.xml': Buffer.alloc(20_000_000, ' ') });

  it.each([
    ['cut off', async () => (await good()).subarray(0, -30), 'RPT_FILE_ARCHIVE_BROKEN'],
    ['damaged inside', async () => flip(await good()), 'RPT_FILE_ARCHIVE_BROKEN'],
    [
      'without a sheet that is shown',
      () => makeWorkbook({ rows: [], sheets: '<sheet r:id="rId1" state="veryHidden"/>' }),
      'RPT_FILE_XLSX_NO_SHEET',
    ],
    [
      'with merged cells',
      () =>
        makeWorkbook({ rows: [keys, row()], behind: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>' }),
      'RPT_FILE_MERGED_CELLS',
    ],
    [
      'with a document type',
      () => sheet('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'),
      'RPT_FILE_XLSX_BROKEN',
    ],
    [
      'with tags that do not match',
      () => sheet('<worksheet><sheetData></worksheet>'),
      'RPT_FILE_XLSX_BROKEN',
    ],
    [
      'with a text that is not in its table',
      () => makeWorkbook({ rows: [[{ xml: '<c t="s"><v>7</v></c>' }]] }),
      'RPT_FILE_XLSX_BROKEN',
    ],
    [
      'with rows out of order',
      () => sheet('<worksheet><row r="2"/><row r="1"/></worksheet>'),
      'RPT_FILE_XLSX_BROKEN',
    ],
    [
      'with a cell far to the right',
      () => sheet('<worksheet><row r="1"><c r="XFD1"><v>1</v></c></row></worksheet>'),
      'RPT_FILE_TOO_MANY_COLUMNS',
    ],
    ['with nothing in it', () => sheet('<worksheet><sheetData/></worksheet>'), 'RPT_FILE_EMPTY'],
    ['as an archive bomb', bomb, 'RPT_FILE_ARCHIVE_BOMB'],
    ['of the binary kind', () => zipOf({ 'xl/workbook.bin': 'x' }), 'RPT_FILE_XLSB'],
  ])('%s', async (_, make, code) => {
    expect((await judge(await make())).stop?.code).toBe(code);
  });

  it('whatever byte of it is changed, or read all the same, and never with another error', async () => {
    const bytes = await good();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        const { verdict } = await judge(changed);
        expect(['stopped', 'errors', 'warnings', 'clean']).toContain(verdict);
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

describe('the number of a day', () => {
  it.each([
    [1, '1900', '1900-01-01'],
    [59, '1900', '1900-02-28'],
    [60, '1900', undefined],
    [61, '1900', '1900-03-01'],
    [46_348, '1900', '2026-11-22'],
    [46_348.5, '1900', '2026-11-22 12:00:00'],
    [0, '1904', '1904-01-01'],
    [44_886, '1904', '2026-11-22'],
    [-1, '1900', undefined],
    [3_000_000, '1900', undefined],
  ] as const)('%d counted from %s is %s', (serial, dates, expected) => {
    expect(dateOfSerial(serial, dates)).toBe(expected);
  });
});

/** Changes a byte in the middle of the largest part. */
function flip(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.lastIndexOf('sheet1.xml', changed.lastIndexOf('PK\u0001\u0002') - 200) + 400;
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}

describe('a workbook with exams on two sheets', () => {
  const names = layoutOf('general').columns.map(({ name }) => name);
  const good = keys.map((key) => goodRow[key] ?? '');

  it.each([
    ['the same columns', [names, good], 'visible', 'RPT_FILE_XLSX_SHEETS'],
    ['most of the columns', [names.slice(5), good.slice(5)], 'visible', 'RPT_FILE_XLSX_SHEETS'],
    ['the same columns and no row', [names], 'visible', undefined],
    ['the same columns and empty rows', [names, ['', '']], 'visible', undefined],
    [
      'something else',
      [
        ['項目', '說明'],
        ['1', '2'],
      ],
      'visible',
      undefined,
    ],
    ['nothing', [], 'visible', undefined],
    ['the same columns, hidden', [names, good], 'hidden', undefined],
  ] as const)('where the second has %s', async (_, rows, state, expected) => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('一廠').addRows([names, good]);
    book.addWorksheet('二廠', { state }).addRows(rows.map((cells) => [...cells]));
    const { stop, rows: judged } = await judge(Buffer.from(await book.xlsx.writeBuffer()));
    expect(stop).toEqual(expected === undefined ? null : { code: expected, params: { name: '二廠' } });
    if (expected === undefined) expect(judged).toBe(1);
  });
});
