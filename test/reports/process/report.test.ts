import { describe, expect, it } from 'vitest';
import { findingsCsvHeader, findingsCsvRows } from '../../../src/reports/process/findings-csv.js';
import { showCell } from '../../../src/reports/process/mask.js';
import { ReportBuilder } from '../../../src/reports/process/report-builder.js';
import type { Finding } from '../../../src/reports/process/types.js';
import { generateSample } from '../../../src/reports/sample/generate.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { brief, fileOf, judge } from './support/judge.js';

const height = { letter: 'P', key: 'height', name: '身高' };

function finding(row: number, more: Partial<Finding> = {}): Finding {
  const base = {
    code: 'RPT_NUMBER_FORM',
    severity: 'error',
    params: {},
    column: height,
    value: 'x',
  } as const;
  return { row, ...base, ...more };
}

describe('the error report', () => {
  it('counts exactly beyond its details and ranges', () => {
    const report = new ReportBuilder(10);
    for (let row = 2; row < 1002; row += 2) report.add(finding(row));
    for (let row = 2; row < 302; row += 1)
      report.add(finding(row, { code: 'RPT_VALUE_UNUSUAL', severity: 'warning' }));
    const { errors, warnings, details, detailsLeftOut, groups } = report.finish(new Map([['height', 15]]));
    expect({ errors, warnings, details: details.length, detailsLeftOut }).toEqual({
      errors: 500,
      warnings: 300,
      details: 10,
      detailsLeftOut: 790,
    });
    expect(groups.map(({ code, count, countBeyondRanges }) => ({ code, count, countBeyondRanges }))).toEqual([
      { code: 'RPT_NUMBER_FORM', count: 500, countBeyondRanges: 400 },
      { code: 'RPT_VALUE_UNUSUAL', count: 300, countBeyondRanges: 0 },
    ]);
    expect(groups[0]?.ranges.slice(0, 2)).toEqual([
      [2, 2],
      [4, 4],
    ]);
    expect(groups[1]?.ranges).toEqual([[2, 301]]);
  });

  it('names row, column, key and name as the file has them', async () => {
    const lines = fileOf({ height: '17', sex: 'X' }).split('\r\n');
    const moved = lines.map((line) => line.split(',').toReversed().join(',')).join('\n');
    const { report } = await judge(moved);
    expect(report.details).toEqual([
      {
        row: 2,
        code: 'RPT_VALUE_IMPOSSIBLE',
        severity: 'error',
        params: { min: 50, max: 250, unit: ' cm' },
        column: { letter: 'AH', key: 'height', name: '身高' },
        value: '17',
      },
      {
        row: 2,
        code: 'RPT_CODE_UNKNOWN',
        severity: 'error',
        params: { codes: 'M 男、F 女' },
        column: { letter: 'AQ', key: 'sex', name: '性別' },
        value: 'X',
      },
    ]);
  });

  it('counts rows as a spreadsheet does: cells may hold line breaks, empty rows count', async () => {
    const text = fileOf({ department: '一\n二' }, { sex: '' }).replace('\r\n', '\r\n\r\n,,,\r\n');
    const { findings, rows } = await judge(text);
    expect(brief(findings)).toEqual(['5 sex RPT_REQUIRED']);
    expect(rows).toBe(2);
  });

  it('counts rows with errors and rows with nothing but warnings', async () => {
    const { report, good, bad, verdict } = await judge(
      fileOf({ glucose: '450', sex: 'F' }, { glucose: '450' }, { glucose: '451', alt: '301' }, {}),
    );
    expect({ errors: report.errors, warnings: report.warnings, good, bad, verdict }).toEqual({
      errors: 1,
      warnings: 4,
      good: 3,
      bad: 1,
      verdict: 'errors',
    });
    expect(report.rowsWithErrors).toBe(1);
    expect(report.rowsWithWarningsOnly).toBe(2);
  });

  it('finds each mistake of a sample, and nothing else wrong', async () => {
    const sample = generateSample({ kind: 'general', rows: 400, seed: 9, errors: 60, today: '2026-11-22' });
    const { findings, good, bad } = await judge(Buffer.concat([...sample.chunks]), {
      limits: { chunkRows: 37, windowBytes: 5000 },
    });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(brief(errors)).toEqual(sample.mistakes.map(({ row, key, code }) => `${row} ${key} ${code}`));
    expect({ good, bad }).toEqual({ good: 340, bad: 60 });
  });
});

describe('what is shown of a cell', () => {
  const column = (key: string) => layoutOf('general').columns.find((one) => one.key === key);

  it.each([
    ['worker_id', 'A123456789', 'A1******89'],
    ['worker_id', 'A123', '****'],
    ['worker_name', '王小明', '王○○'],
    ['worker_name', '𠮷田', '𠮷○'],
    ['birth_date', '1985-02-30', '1985-**-**'],
    ['birth_date', '0750302', '0750***'],
    ['height', '170cm', '170cm'],
    ['department', '製造部 A123456789 等', '製造部 A1******89 等'],
    ['department', 'ａ１２３４５６７８９', 'ａ１******８９'],
    ['department', 'x'.repeat(70), `${'x'.repeat(59)}…`],
  ])('%s: %s is shown as %s', (key, text, shown) => expect(showCell(text, column(key))).toBe(shown));

  it('hides how a personal cell was read as well', async () => {
    const { findings } = await judge(fileOf({ worker_id: 'A1000 00001' }));
    expect(findings.map(({ params, value }) => ({ params, value }))).toEqual([
      { params: { read: 'A1******01' }, value: 'A1*******01' },
    ]);
  });
});

describe('the full list as CSV', () => {
  it('has a sentence for each finding and no formula', () => {
    expect(findingsCsvHeader('en')).toBe('\uFEFFRow,Column,Key,Name,Value,Kind,Code,What to do\r\n');
    expect(findingsCsvRows([finding(2, { value: '=1+1,"x"' })], 'zh-Hant')).toBe(
      '2,P,height,身高,"\'=1+1,""x""",錯誤,RPT_NUMBER_FORM,' +
        '這一格要填數字。請只寫數字和小數點，不要寫單位、文字或「<」「>」，例如 170.5。\r\n',
    );
    expect(findingsCsvRows([finding(3, { column: null, value: null, code: 'RPT_EXAMPLE_ROW' })], 'en')).toBe(
      '3,,,,,Error,RPT_EXAMPLE_ROW,"This row is the example of the template, not a real exam. Delete the row."\r\n',
    );
  });
});
