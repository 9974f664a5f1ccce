import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellValue, type SheetColumn, writeWorkbook } from '../../src/xlsx/index.js';
import { columnLetters } from '../../src/xlsx/sheet-xml.js';
import { readWorkbook } from './read-workbook.js';

const createdAt = new Date('2026-11-22T02:00:00.000Z');

const columns: readonly SheetColumn[] = [
  { heading: '編號', kind: 'text' },
  { heading: 'Weight', kind: 'number' },
  { heading: '日期', kind: 'date' },
  { heading: '時間', kind: 'time' },
];

async function* inParts(rows: readonly (readonly CellValue[])[], size = 2) {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

async function written(rows: readonly (readonly CellValue[])[], title = '申報批次') {
  const stream = writeWorkbook({ title, columns, parts: inParts(rows), createdAt });
  return readWorkbook(await buffer(stream));
}

/** What openpyxl leaves undone: ECMA-376 part 1, 22.9.2.19. */
function readEscapes(text: unknown): string {
  return String(text ?? '').replaceAll(/_x([0-9A-F]{4})_/g, (_, code) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

describe('a workbook', () => {
  it('is read by another implementation as what was written, each cell of its type', async () => {
    const { title, frozenAt, rows } = await written([
      ['0012', 5, '2026-02-28', createdAt],
      ['第二', -0.5, null, new Date('2026-12-31T23:59:59.000Z')],
      ['', null, '2000-03-01', null],
    ]);
    expect([title, frozenAt]).toEqual(['申報批次', 'A2']);
    expect(rows[0]?.map(([, , value]) => value)).toEqual(['編號', 'Weight', '日期', '時間']);
    expect(rows[1]).toEqual([
      ['s', '@', '0012'],
      ['n', 'General', 5],
      ['d', 'yyyy\\-mm\\-dd', '2026-02-28 00:00:00'],
      ['d', 'yyyy\\-mm\\-dd\\ hh:mm:ss', '2026-11-22 10:00:00'],
    ]);
    expect(rows[2]?.[1]).toEqual(['n', 'General', -0.5]);
    expect(rows[2]?.[3]?.[2]).toBe('2027-01-01 07:59:59');
    expect(rows[3]?.map(([, , value]) => value)).toEqual([null, null, '2000-03-01 00:00:00', null]);
  });

  it('holds no formula, whatever a text begins with', async () => {
    const texts = [
      '=1+1',
      '+886',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '＝1',
      '=HYPERLINK("http://evil.example")',
    ];
    const { rows } = await written(texts.map((text) => [text, null, null, null]));
    expect(rows.slice(1).map((row) => row[0]?.slice(0, 2))).toEqual(texts.map(() => ['s', '@']));
    expect(rows.slice(1).map((row) => readEscapes(row[0]?.[2]))).toEqual(texts);
  });

  it('gives every text back', async () => {
    const characters = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom(
          '_',
          'x',
          '0',
          'D',
          '<',
          '&',
          '"',
          ']',
          '>',
          '\r',
          '\n',
          '\u0000',
          '𠮷',
          '\uFFFF',
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(characters, { minLength: 50, maxLength: 200 }), async (texts) => {
        const { rows } = await written(texts.map((text) => [text, 1, null, null]));
        const wanted = texts.map((text) => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
        expect(rows.slice(1).map((row) => readEscapes(row[0]?.[2]))).toEqual(wanted);
      }),
      { numRuns: 8 },
    );
  });

  it('cuts what is longer than a cell can hold, and writes days before March 1900 as text', async () => {
    const { rows } = await written([
      ['字'.repeat(40_000), 1, '1899-05-05', new Date('1900-01-01T00:00:00Z')],
      ['b', 1, '1900-03-01', null],
    ]);
    const long = String(rows[1]?.[0]?.[2]);
    expect([long.length, long.at(-1)]).toEqual([32_767, '…']);
    expect(rows[1]?.slice(2)).toEqual([
      ['s', '@', '1899-05-05'],
      ['s', '@', '1900-01-01T08:00:00'],
    ]);
    expect(rows[2]?.[2]?.[2]).toBe('1900-03-01 00:00:00');
  });

  it('has a sheet’s name that a spreadsheet takes', async () => {
    expect((await written([], `a/b\\c?*[d]:'${'x'.repeat(40)}`)).title).toMatch(/^[^/\\?*[\]:']{1,31}$/);
    expect((await written([], '***')).title).toBe('Sheet1');
  });

  it('ends with the error of its rows, and asks for no more rows once it is closed', async () => {
    async function* broken(): AsyncGenerator<CellValue[][]> {
      yield [['a', 1, null, null]];
      throw new Error('the database is gone');
    }
    await expect(buffer(writeWorkbook({ title: 't', columns, parts: broken(), createdAt }))).rejects.toThrow(
      'the database is gone',
    );

    let asked = 0;
    let ended: (value: string) => void = () => undefined;
    const end = new Promise<string>((resolve) => {
      ended = resolve;
    });
    async function* endless(): AsyncGenerator<CellValue[][]> {
      try {
        for (;;) {
          asked += 1;
          yield Array.from({ length: 1000 }, (_, at) => [
            `${asked} ${at} ${Math.sin(asked * at)}`,
            at,
            null,
            null,
          ]);
        }
      } finally {
        ended('ended');
      }
    }
    const stream = writeWorkbook({ title: 't', columns, parts: endless(), createdAt });
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > 100_000) break;
    }
    expect(await end).toBe('ended');
  });

  it('refuses values that are not of their column', async () => {
    const stream = writeWorkbook({
      title: 't',
      columns,
      parts: inParts([['a', '5', null, null]]),
      createdAt,
    });
    await expect(buffer(stream)).rejects.toThrow(TypeError);
  });
});

describe('the letters of a column', () => {
  it('go on after Z as a spreadsheet’s do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
  });
});
