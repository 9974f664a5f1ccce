import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyring } from '../../../src/keys/index.js';
import { readRecordLines, recordLines } from '../../../src/reports/records/record-lines.js';
import { indexRows, indexWorker, indexWorkers } from '../../../src/reports/records/worker-index.js';
import { keepRows } from '../support/keep-rows.js';

const ring = keyring(
  {
    keys: [
      { id: '00000000000000c1', purpose: 'workers', use: 'index', active: true, bytes: randomBytes(32) },
    ],
  },
  randomBytes,
);

const anyRow = fc.record({
  row: fc.integer({ min: 1, max: 0xffff_ffff }),
  worker: fc.stringMatching(/^[A-Z][1289]\d{8}$/),
  employer: fc.stringMatching(/^\d{8}$/),
  hazard: fc.option(fc.stringMatching(/^\d\d$/)),
  level: fc.nat(4),
  examDay: fc.integer({ min: 0, max: 40_000 }),
});

type AnyRow = Parameters<Parameters<typeof anyRow.map>[0]>[0];

describe('the lines of rows for LOAD DATA', () => {
  it('hold row, date, hazard, level, employer and the worker’s index', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 20 }), (rows) => {
        const kept = keepRows(rows);
        indexRows(ring, kept);
        const expected = rows.map(({ row, worker, employer, hazard, level, examDay }) => {
          const date = new Date(examDay * 86_400_000).toISOString().slice(0, 10);
          const index = indexWorker(ring, worker)
            .toString('latin1')
            .replace(/[\\\t\n]/g, '\\$&');
          return [row, date, hazard ?? '\\N', level === 0 ? '\\N' : level, employer, index].join('\t');
        });
        expect(recordLines(kept).toString('latin1')).toBe(`${expected.join('\n')}\n`);
      }),
    );
  });

  it('are read again as they were, whatever the bytes of the index', () => {
    const anyIndex = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const special = fc.array(fc.constantFrom(0x09, 0x0a, 0x0d, 0x5c, 0x4e, 0x00), {
      minLength: 16,
      maxLength: 16,
    });
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 20 }),
        fc.oneof(anyIndex, special),
        (rows, index) => {
          const kept = keepRows(rows);
          for (const at of rows.keys()) kept.workerIndexes.set(index, at * 16);
          const expected = rows.map(({ row, employer, hazard, level, examDay }) => ({
            row: String(row),
            examDate: new Date(examDay * 86_400_000).toISOString().slice(0, 10),
            hazardCode: hazard,
            level: level === 0 ? null : String(level),
            employerUbn: employer,
            workerIndex: Buffer.from(index),
          }));
          expect(readRecordLines(recordLines(kept))).toEqual(expected);
        },
      ),
    );
  });

  it('are not made of a value that would need quoting', () => {
    const row = { row: 2, worker: 'A123456789', hazard: null, level: 0, examDay: 0 };
    expect(() => recordLines(keepRows([{ ...row, employer: "1234567'" }]))).toThrow(TypeError);
    expect(() => recordLines(keepRows([{ ...row, employer: '1234\t678' }]))).toThrow(TypeError);
    expect(() => recordLines(keepRows([{ ...row, employer: '10000004', hazard: '1\\' }]))).toThrow(TypeError);
  });
});

describe('the index of a worker', () => {
  it('is the same alone, in a list, and in a chunk of rows', () => {
    const workers = ['A123456789', 'B223456781', 'A123456789'];
    const alone = Buffer.concat(workers.map((worker) => indexWorker(ring, worker)));
    expect(indexWorkers(ring, workers)).toEqual(alone);
    const kept = keepRows(workers.map((worker, at) => ({ ...plainRow, row: at + 2, worker })));
    indexRows(ring, kept);
    expect(kept.workerIndexes.subarray(0, 48)).toEqual(alone);
  });

  it('of what is no ID number is a mistake of the caller', () => {
    expect(() => indexWorker(ring, 'A12345678')).toThrow(TypeError);
    expect(() => indexWorker(ring, 'A1234567890')).toThrow(TypeError);
  });
});

const plainRow: Omit<AnyRow, 'row' | 'worker'> = { employer: '10000004', hazard: null, level: 0, examDay: 0 };
