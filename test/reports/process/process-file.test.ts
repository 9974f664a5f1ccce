import { describe, expect, it } from 'vitest';
import { readContent } from '../../../src/reports/process/content.js';
import { fileSteps, processFile } from '../../../src/reports/process/process-file.js';
import type { Encoding, RecordChunk } from '../../../src/reports/process/types.js';
import { generateSample } from '../../../src/reports/sample/generate.js';
import { fileOf, goodRow, judge, keys } from './support/judge.js';

const today = '2026-11-22';
const sample = (rows: number, encoding: Encoding = 'utf-8') =>
  generateSample({ kind: 'general', rows, seed: 4, encoding, today });

describe('the way of a file', () => {
  it('has its steps in this order', () => {
    expect(fileSteps.map(({ name }) => name)).toEqual(['identify', 'unpack', 'decode', 'header', 'rows']);
  });

  it.each(['utf-8', 'utf-8-bom', 'big5'] as const)('reads %s and says so', async (encoding) => {
    const {
      verdict,
      encoding: found,
      rows,
      good,
      contents,
    } = await judge(Buffer.concat([...sample(60, encoding).chunks]), { pieces: 1000 });
    expect({ verdict, found, rows, good }).toEqual({ verdict: 'clean', found: encoding, rows: 60, good: 60 });
    const { contents: plain } = await judge(Buffer.concat([...sample(60).chunks]));
    expect(contents).toEqual(plain);
  });

  it('hands over what is to be searched beside the whole record', async () => {
    const { records, contents } = await judge(
      fileOf({}, { exam_date: '115/7/2', height: '０１７０', sex: '男' }),
    );
    expect(records.map(({ content, ...rest }) => rest)).toEqual([
      {
        row: 2,
        examDate: '2026-07-01',
        hazardCode: null,
        level: null,
        employerUbn: '04595257',
        workerId: 'A100000001',
      },
      {
        row: 3,
        examDate: '2026-07-02',
        hazardCode: null,
        level: null,
        employerUbn: '04595257',
        workerId: 'I100000003',
      },
    ]);
    expect(contents[1]).toEqual({
      kind: 'general',
      values: { ...goodRow, worker_id: 'I100000003', exam_date: '2026-07-02', height: '170', sex: 'M' },
    });
  });

  it('understands a header of names and keys in any order, with units, brackets and optional columns left out', async () => {
    const titles: Record<string, string> = {
      height: '身高（cm）',
      weight: 'weight(kg)',
      wbc: '白血球數 (10^3/µL)',
      sex: '＊性 別',
      alt: 'GPT',
      worker_id: '身分證統一編號(worker_id)',
      vision_left: '視力（左）',
    };
    const order = keys.filter((key) => key !== 'department' && key !== 'labour_insurance_no').toReversed();
    const text = [
      order.map((key) => titles[key] ?? key.toUpperCase()),
      order.map((key) => goodRow[key] ?? ''),
    ]
      .map((cells) => `${cells.join('\t')}\t\t\n`)
      .join('');
    const { verdict, header, contents } = await judge(text);
    expect(verdict).toBe('clean');
    expect(header?.format).toBe('csv');
    expect(header?.columns.slice(0, 2)).toEqual([
      { letter: 'A', key: 'conclusion_note', name: '應處理說明' },
      { letter: 'B', key: 'conclusion', name: '應處理及注意事項' },
    ]);
    expect(contents[0]?.values).toEqual({ ...goodRow, department: '', labour_insurance_no: '' });
  });

  it('hands over chunks of bounded size, the next only when the last was taken', async () => {
    const sizes: number[] = [];
    let busy = 0;
    await judge(Buffer.concat([...sample(250).chunks]), {
      limits: { chunkRows: 100 },
      async onChunk({ rows }: RecordChunk) {
        const records = rows.records();
        busy += 1;
        expect(busy).toBe(1);
        await new Promise(setImmediate);
        expect(records.map(({ content }) => readContent(content).values.worker_id)).toEqual(
          records.map(({ workerId }) => workerId),
        );
        sizes.push(records.length);
        busy -= 1;
      },
    });
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('tells how far it is, in bytes and rows', async () => {
    const bytes = Buffer.concat([...sample(300).chunks]);
    const seen: { bytes: number; rows: number }[] = [];
    await judge(bytes, {
      pieces: 10_000,
      limits: { windowBytes: 10_000 },
      onProgress: (at) => seen.push(at),
    });
    expect(seen.at(-1)).toEqual({ bytes: bytes.length, rows: 300 });
    expect(seen).toEqual(seen.toSorted((a, b) => a.rows - b.rows));
    expect(seen.length).toBeGreaterThan(5);
  });

  it('gives the same whatever the pieces and windows are', async () => {
    const { chunks } = generateSample({ kind: 'general', rows: 30, seed: 8, errors: 15, today });
    const bytes = Buffer.concat([...chunks]);
    const whole = await judge(bytes);
    for (const pieces of [1, 7, 333, 4096]) {
      const { records: _, ...cut } = await judge(bytes, {
        pieces,
        limits: { windowBytes: 60 + pieces, chunkRows: 5 },
      });
      const { records: __, ...expected } = whole;
      expect(cut).toEqual(expected);
    }
  });

  it('passes on what the receiver of the rows throws', async () => {
    const fault = new Error('no database');
    const refused = judge(fileOf({}), { onChunk: () => Promise.reject(fault) });
    await expect(refused).rejects.toBe(fault);
  });

  it('judges 200,000 rows (58 MB) in 40 MB', async () => {
    const [header, rows] = splitHeader(Buffer.concat([...sample(2000).chunks]));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const outcome = await processFile({
      kind: 'general',
      institutionCode: '1268650500',
      today,
      open: async function* () {
        yield header;
        for (let i = 0; i < 100; i += 1) yield rows;
      },
      readRange: () => expect.unreachable('CSV is read from the front.'),
      onChunk: async () => undefined,
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      },
    });
    expect({ rows: outcome.rows, good: outcome.good }).toEqual({ rows: 200_000, good: 2000 });
    expect(most / 1024 / 1024).toBeLessThan(40);
  });
});

function splitHeader(file: Buffer): readonly [Buffer, Buffer] {
  const end = file.indexOf('\n') + 1;
  return [file.subarray(0, end), file.subarray(end)];
}

describe('the stored form of a record', () => {
  it('refuses what it does not know', () => {
    expect(() => readContent(Buffer.from([2, 1, 65]))).toThrow(TypeError);
    expect(() => readContent(Buffer.from([1, 9, 65]))).toThrow(TypeError);
    expect(() => readContent(Buffer.from([1, 1, 65]))).toThrow(TypeError);
    expect(() => readContent(Buffer.alloc(0))).toThrow(TypeError);
  });

  it('keeps every value apart', async () => {
    const { contents } = await judge(fileOf({ department: '一,"二"\n三', job_description: '' }));
    expect(contents[0]?.values).toEqual({ ...goodRow, department: '一,"二"\n三', job_description: '' });
  });
});

describe('the set of exams', () => {
  it('is told apart by worker and day over a whole file', async () => {
    const bytes = Buffer.concat([...sample(1500).chunks]);
    const rows = bytes.toString().slice(bytes.toString().indexOf('\r\n') + 2);
    const twice = await judge(Buffer.concat([bytes, Buffer.from(rows)]), { pieces: 10_000 });
    expect({ good: twice.good, bad: twice.bad, errors: twice.report.errors }).toEqual({
      good: 1500,
      bad: 1500,
      errors: 1500,
    });
    expect(twice.report.groups).toEqual([
      {
        code: 'RPT_DUPLICATE_IN_FILE',
        severity: 'error',
        column: { letter: 'J', key: 'exam_date', name: '檢查日期' },
        count: 1500,
        ranges: [[1502, 3001]],
        countBeyondRanges: 0,
        params: { row: 2 },
      },
    ]);
  });
});
