import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/csv/index.js';
import type { StopCode } from '../../../src/reports/rules/table.js';
import { generateSample } from '../../../src/reports/sample/generate.js';
import { templateCsv } from '../../../src/reports/schema/template-csv.js';
import { fileOf, goodRow, type JudgeOptions, judge, keys } from './support/judge.js';

interface Stop {
  readonly file: () => Buffer | string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly options?: JudgeOptions;
}

const hex = (text: string, more = '') => Buffer.concat([Buffer.from(text, 'hex'), Buffer.from(more)]);
/** The beginning of a ZIP whose first file has this name. */
const packed = (name: string, content: string) =>
  Buffer.concat([
    hex('504b0304'),
    Buffer.alloc(22),
    Buffer.from([name.length, 0, 0, 0]),
    Buffer.from(name + content),
  ]);
const header = csvRow(keys);
const without = (...missing: string[]) => csvRow(keys.filter((key) => !missing.includes(key)));
const plainRow = csvRow(keys.map((key) => goodRow[key] ?? ''));
/** Rows with nothing to quote. */
const sample = (rows: number) =>
  Buffer.concat([
    ...generateSample({ kind: 'general', rows, seed: 3, today: '2026-11-22' }).chunks,
  ]).toString();

/** Workbooks and archives have their own tests. */
type ByFormat =
  | Extract<StopCode, `RPT_FILE_XLSX_${string}` | `RPT_FILE_ARCHIVE_${string}` | `RPT_FILE_ZIP_${string}`>
  | 'RPT_FILE_MERGED_CELLS'
  | 'RPT_FILE_STRINGS_TOO_LARGE'
  | 'RPT_FILE_XLSB'
  // Of the files of withdrawals.
  | 'RPT_FILE_WITHDRAWAL_NOT_CSV';

const stops: Readonly<Record<Exclude<StopCode, ByFormat>, readonly Stop[]>> = {
  RPT_FILE_EMPTY: [{ file: () => '' }, { file: () => '\uFEFF' }, { file: () => '\r\n \r\n' }],
  RPT_FILE_IMAGE: [
    { file: () => hex('89504e470d0a1a0a', 'IHDR'), params: { format: 'PNG' } },
    { file: () => hex('ffd8ffe0', 'JFIF'), params: { format: 'JPEG' } },
    { file: () => hex('47494638', '9a'), params: { format: 'GIF' } },
  ],
  RPT_FILE_PDF: [{ file: () => '%PDF-1.7\n%âãÏÓ' }],
  RPT_FILE_XLS: [{ file: () => hex('d0cf11e0a1b11ae1', 'Workbook') }],
  RPT_FILE_WORKBOOK_ENCRYPTED: [
    {
      // The directory of a compound file may stand at its end.
      file: () =>
        Buffer.concat([
          hex('d0cf11e0a1b11ae1'),
          Buffer.alloc(99_991),
          Buffer.from('EncryptedPackage', 'utf16le'),
        ]),
      options: { pieces: 1000 },
    },
  ],
  RPT_FILE_ARCHIVE: [
    { file: () => hex('377abcaf271c'), params: { format: '7z' } },
    { file: () => hex('1f8b0800'), params: { format: 'gzip' } },
  ],
  RPT_FILE_ODS: [{ file: () => packed('mimetype', 'application/vnd.oasis.opendocument.spreadsheet') }],
  RPT_FILE_OFFICE_DOCUMENT: [{ file: () => packed('[Content_Types].xml', 'word/document.xml') }],
  RPT_FILE_HTML: [
    { file: () => '\uFEFF\n<!DOCTYPE html><html>' },
    { file: () => '<table border=1><tr><td>姓名' },
  ],
  RPT_FILE_XML_OTHER: [
    { file: () => '<?xml version="1.0"?><Workbook/>', params: { name: 'Workbook' } },
    { file: () => '<exams><worker/></exams>', params: { name: 'worker' } },
  ],
  RPT_FILE_XML_BROKEN: [
    { file: () => '<exams><exam/><exam></exams>', params: { row: 2 } },
    { file: () => '<exams><exam>', params: { row: 1 } },
    { file: () => '<exams>&nbsp;</exams>', params: { row: 0 } },
    { file: () => '<exams/><exams/>', params: { row: 0 } },
    { file: () => `<exams>${'<exam>x</exam>'.repeat(3)}</exams>`, params: { row: 1 } },
  ],
  RPT_FILE_XML_DOCTYPE: [
    { file: () => '<!DOCTYPE exams [<!ENTITY a "&b;&b;">]><exams>&a;</exams>' },
    { file: () => '<!DOCTYPE exams SYSTEM "file:///etc/passwd"><exams/>' },
  ],
  RPT_FILE_JSON: [{ file: () => '[{"worker_id":"A123456789"}]' }],
  RPT_FILE_JSON_BROKEN: [
    { file: () => '{"worker_id":"A"}\n{"worker_id":"B"', params: { row: 2 } },
    { file: () => '{"worker_id":"A"} x', params: { row: 1 } },
    { file: () => '{"height":017}', params: { row: 1 } },
    { file: () => '{"worker_id":"\\x"}', params: { row: 1 } },
    { file: () => '{"worker_id":"A",}', params: { row: 1 } },
  ],
  RPT_FILE_FIELD_UNKNOWN: [
    { file: () => '{"worker_id":"A"}\n\n{"blood":"A"}', params: { row: 3, name: 'blood' } },
    { file: () => '<exams><exam><blood>A</blood></exam></exams>', params: { row: 1, name: 'blood' } },
  ],
  RPT_FILE_FIELD_TWICE: [
    { file: () => '{"height":170,"身高":171}', params: { row: 1, name: '身高' } },
    {
      file: () => '<exams><exam><height>1</height><height/></exam></exams>',
      params: { row: 1, name: 'height' },
    },
  ],
  RPT_FILE_XML_ENCODING: [
    { file: () => xmlIn('GBK', '\xcd\xf5'), params: { declared: 'GBK', readable: 'no' } },
    { file: () => xmlIn('euc-kr', 'A'), params: { declared: 'euc-kr', readable: 'no' } },
    { file: () => xmlIn('UTF-8', '\xa4\xfd'), params: { declared: 'UTF-8', readable: 'yes' } },
    { file: () => xmlIn('us-ascii', '\xa4\xfd'), params: { declared: 'us-ascii', readable: 'yes' } },
  ],
  RPT_FILE_FIELD_NESTED: [
    { file: () => '{"height":{"value":170}}', params: { row: 1, name: 'height' } },
    {
      file: () => '<exams><exam><height><value/></height></exam></exams>',
      params: { row: 1, name: 'value' },
    },
  ],
  RPT_FILE_UTF16: [
    { file: () => Buffer.from(`\uFEFF${fileOf({})}`, 'utf16le') },
    { file: () => Buffer.from(`\uFEFF${fileOf({})}`, 'utf16le').swap16() },
    { file: () => Buffer.from(fileOf({}), 'utf16le') },
  ],
  RPT_FILE_BINARY: [{ file: () => hex('7f454c4602010100000000010203040506070800000000') }],
  RPT_FILE_ENCODING: [
    {
      file: () =>
        Buffer.concat([
          Buffer.from(fileOf({}, {})),
          Buffer.from('1268650500,\xb4\xfa\xb8\xd5,\xff\xfe\r\n', 'latin1'),
        ]),
      params: { row: 4 },
    },
    {
      file: () => Buffer.from(`\uFEFF${header}caf\xe9`, 'latin1').fill(hex('efbbbf'), 0, 3),
      params: { row: 2 },
    },
    {
      file: () => Buffer.from('\x83\x65\x83\x58\x83\x67,\x90\xab\x95\xca\n\x81\x20\x81\x20', 'latin1'),
      params: { row: 2 },
    },
  ],
  RPT_FILE_NUL: [{ file: () => fileOf({}, { department: '製造\0部' }, {}), params: { row: 3 } }],
  RPT_FILE_QUOTE_OPEN: [
    { file: () => `${fileOf({}, {})}"1268650500,04595257`, params: { row: 4, letter: 'A' } },
    {
      // Far longer than a window and than the longest record, and found at its beginning.
      file: () => header + plainRow.repeat(3998) + plainRow.replace(',', ',"') + plainRow.repeat(3000),
      params: { row: 4000, letter: 'B' },
      options: { limits: { recordBytes: 100_000, windowBytes: 65_536 } },
    },
    {
      file: () =>
        `${header}${plainRow.replace('04595257', '"04595257')}${plainRow.replace('製造部', '"製造部"')}`,
      params: { row: 2, letter: 'B' },
    },
  ],
  RPT_FILE_QUOTE_AFTER: [
    { file: () => `${header}${plainRow.replace('王小明', '"王"小明')}`, params: { row: 2, letter: 'F' } },
  ],
  RPT_FILE_RECORD_TOO_LONG: [
    {
      file: () => `${header}${'x'.repeat(200_000)}\n`,
      params: { row: 2, limit: 100_000 },
      options: { limits: { recordBytes: 100_000, windowBytes: 4096 } },
    },
  ],
  RPT_FILE_TOO_MANY_ROWS: [
    {
      file: () => `${sample(101)}\n\n`,
      params: { limit: 100 },
      options: { limits: { rows: 100, chunkRows: 7 } },
    },
  ],
  RPT_FILE_TOO_MANY_COLUMNS: [
    { file: () => `${'欄,'.repeat(10_000)}\n`, params: { count: 10_000, limit: 200 } },
  ],
  RPT_FILE_HEADER_NOT_FOUND: [
    { file: () => `115年度勞工健康檢查結果\n${fileOf({})}` },
    { file: () => plainRow },
    { file: () => `\n${fileOf({})}` },
  ],
  RPT_FILE_HEADER_UNKNOWN: [
    {
      file: () => `血型,${header.trim()},,備註 欄\r\nA,${plainRow}`,
      params: { count: 3, names: 'A 血型、AY、AZ 備註 欄' },
    },
  ],
  RPT_FILE_HEADER_LACKS: [
    {
      file: () => without('birth_date', 'rbc') + plainRow,
      params: { count: 2, names: '出生日期、紅血球數' },
    },
  ],
  RPT_FILE_HEADER_TWICE: [
    { file: () => `${header.trim()},身高\r\n${plainRow}`, params: { name: '身高', letters: 'P、AX' } },
  ],
  RPT_FILE_TEMPLATE_OLD: [
    {
      file: () => without('rbc', 'mcv') + plainRow,
      params: { version: '2025', current: '2026', names: '紅血球數、平均紅血球體積' },
    },
  ],
  RPT_FILE_NO_ROWS: [
    { file: () => header },
    { file: () => `${header}\r\n,,,,\r\n` },
    { file: () => templateCsv('general', 'zh-Hant') },
  ],
};

describe('a file that is refused as a whole', () => {
  for (const [code, examples] of Object.entries(stops)) {
    it.each(examples.map((example, index) => [index + 1, example] as const))(
      `gets ${code} (%i)`,
      async (_, { file, params = {}, options = {} }) => {
        const { verdict, stop } = await judge(file(), options);
        expect({ verdict, stop }).toEqual({ verdict: 'stopped', stop: { code, params } });
      },
    );
  }

  it('is not read to its end when it has too many rows', async () => {
    let read = 0;
    const bytes = Buffer.from(sample(5000));
    const { stop } = await judge(bytes, {
      limits: { rows: 10, windowBytes: 4096 },
      pieces: 4096,
      onProgress: ({ bytes }) => {
        read = bytes;
      },
    });
    expect(stop?.code).toBe('RPT_FILE_TOO_MANY_ROWS');
    expect(read).toBeLessThan(20_000);
  });

  it('ends the reading of its source, whatever the reason', async () => {
    let open = 0;
    const source = (text: string) =>
      async function* () {
        open += 1;
        try {
          for (let at = 0; at < text.length; at += 5000) yield Buffer.from(text.slice(at, at + 5000));
        } finally {
          open -= 1;
        }
      };
    const limits = { rows: 3, windowBytes: 4096 };
    for (const text of [sample(100), `x,${header}`, fileOf({}), `${header}"`]) {
      await judge('', { open: source(text), limits } as JudgeOptions);
      expect(open).toBe(0);
    }
  });
});

/** An XML file that declares an encoding, its text as it is in bytes. */
function xmlIn(encoding: string, text: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="${encoding}"?>\n<exams><exam><worker_name>${text}</worker_name></exam></exams>`,
    'latin1',
  );
}

describe('an XML file', () => {
  it.each([
    ['big5', '\xa4\xfd'],
    ['CP950', '\xa4\xfd'],
    ['utf-8', '\xe7\x8e\x8b'],
    ['Big5', 'A'],
  ])('that declares %s is read as that', async (encoding, text) => {
    const { stop } = await judge(xmlIn(encoding, text));
    expect(stop).toBeNull();
  });
});
