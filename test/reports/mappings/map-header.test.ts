import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/csv/index.js';
import type { ColumnMapping } from '../../../src/reports/mappings/mapping.js';
import { readMapping } from '../../../src/reports/mappings/read-mapping.js';
import { goodRow, judge, keys } from '../process/support/judge.js';
import { makeWorkbook } from '../support/make-workbook.js';

const mapping = mappingOf({
  columns: {
    病歷身分證: 'worker_id',
    'Ht (cm)': '身高',
    性別碼: { column: 'sex', codes: { '1': 'M', '2': '女' } },
    頭頸: { column: 'exam_head_neck', codes: { '1': '正常', '2': '異常', '3': '9' } },
    視力矯正: { column: 'vision_corrected', codes: { Y: '1', N: '0' } },
  },
  leaveOut: ['病歷號', '批價序號'],
});

const ownNames: Readonly<Record<string, string>> = {
  worker_id: '病歷身分證',
  height: 'ＨＴ(ｃｍ)',
  sex: '性別碼',
  exam_head_neck: '頭頸',
  vision_corrected: '視力矯正',
};

describe('a file with own names', () => {
  it('is read by the mapping: names, codes, columns left out', async () => {
    const { verdict, findings, contents } = await judge(
      file({ sex: '1', exam_head_neck: '2', vision_corrected: 'y' }),
      { mapping },
    );
    expect(findings).toEqual([]);
    expect(verdict).toBe('clean');
    const { sex, exam_head_neck: head, vision_corrected: corrected, height } = contents[0]?.values ?? {};
    expect([sex, head, corrected, height]).toEqual(['M', '1', '1', '172.5']);
  });

  it('takes only the mapped values under an own name, all under a name of ours', async () => {
    const { findings } = await judge(file({ sex: 'M', exam_head_neck: '0', vision_corrected: '1' }), {
      mapping,
    });
    expect(findings.map(({ column, code, params }) => [column?.key, code, params.codes])).toEqual([
      ['sex', 'RPT_CODE_UNKNOWN', '1 男、2 女'],
      ['exam_head_neck', 'RPT_CODE_UNKNOWN', '1 正常、2 異常、3 未檢查'],
    ]);
  });

  it('has findings with its own letters and names, and what they were taken for', async () => {
    const { findings, header } = await judge(file({ sex: '2', exam_head_neck: '1', height: '17' }), {
      mapping,
    });
    expect(findings.map(({ column, code }) => [column?.letter, column?.name, code])).toEqual([
      ['H', '性別碼（性別）', 'RPT_SEX_NOT_AS_ID'],
      ['Q', 'ＨＴ(ｃｍ)（身高）', 'RPT_VALUE_IMPOSSIBLE'],
    ]);
    expect(header?.columns.slice(0, 2).map(({ letter, name }) => [letter, name])).toEqual([
      ['B', '醫療機構代碼'],
      ['C', '事業單位統一編號'],
    ]);
  });

  it('cannot be read without the mapping, and the template can be with it', async () => {
    const bytes = file({ sex: '1', exam_head_neck: '2' });
    expect((await judge(bytes)).stop?.code).toBe('RPT_FILE_HEADER_UNKNOWN');
    const template = csvRow(keys) + csvRow(keys.map((key) => goodRow[key] ?? ''));
    expect((await judge(template, { mapping })).verdict).toBe('clean');
  });

  it('has each column once, by whichever name', async () => {
    const rows = file({ sex: '1', exam_head_neck: '2' }).split('\n');
    const both = [`height,${rows[0]}`, `172,${rows[1]}`].join('\n');
    const { stop } = await judge(both, { mapping });
    expect([stop?.code, stop?.params]).toEqual([
      'RPT_FILE_HEADER_TWICE',
      { name: 'ＨＴ(ｃｍ)（身高）', letters: 'A、R' },
    ]);
  });

  it('still lacks what it lacks', async () => {
    const { stop } = await judge('病歷號,病歷身分證\r\n7,A100000001\r\n', { mapping });
    expect(stop?.code).toBe('RPT_FILE_HEADER_LACKS');
  });
});

function mappingOf(shape: object): ColumnMapping {
  const read = readMapping(JSON.stringify({ mapping: 1, kind: 'general', ...shape }));
  if ('faults' in read) throw new TypeError(JSON.stringify(read.faults));
  return read.mapping;
}

/** A file of the institution: a column of its own first, its names, one row. */
function file(change: Readonly<Record<string, string>>): string {
  const row: Readonly<Record<string, string>> = { ...goodRow, vision_corrected: 'N', ...change };
  const names = ['病歷號', ...keys.map((key) => ownNames[key] ?? key)];
  return csvRow(names) + csvRow(['0007', ...keys.map((key) => row[key] ?? '')]);
}

describe('a workbook with own names', () => {
  it('is read by the mapping as a CSV is, its codes as numbers too', async () => {
    const names = ['病歷號', ...keys.map((key) => ownNames[key] ?? key)];
    const row: Readonly<Record<string, string>> = { ...goodRow, exam_head_neck: '2', vision_corrected: 'N' };
    const cells = keys.map((key) => (key === 'sex' ? { xml: '<c r="H2"><v>1</v></c>' } : (row[key] ?? '')));
    const bytes = await makeWorkbook({ rows: [names, ['0007', ...cells]] });
    const { findings, contents } = await judge(bytes, { mapping });
    expect(findings).toEqual([]);
    expect(contents[0]?.values.sex).toBe('M');
  });
});
