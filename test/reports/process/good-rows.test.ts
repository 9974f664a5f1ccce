import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GoodRows } from '../../../src/reports/process/good-rows.js';
import { keepRows } from '../support/keep-rows.js';

/** Rows of any exams; each with the text that stands for its content. */
const anyRows = fc.array(
  fc.record({
    worker: fc.stringMatching(/^[A-Z][1289]\d{8}$/),
    employer: fc.stringMatching(/^\d{8}$/),
    hazard: fc.option(fc.stringMatching(/^\d\d$/)),
    level: fc.nat(4),
    examDay: fc.integer({ min: 0, max: 40_000 }),
    birthDay: fc.integer({ min: -20_000, max: 20_000 }),
    isPeriodic: fc.boolean(),
    isWarned: fc.boolean(),
    struck: fc.boolean(),
  }),
  { maxLength: 40 },
);

type AnyRow = Parameters<Parameters<typeof anyRows.map>[0]>[0][number];

describe('the good rows of a chunk', () => {
  it('give back what was kept, and after those struck were dropped what is left of it in its order', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const kept = keepAll(rows);
        expect(kept.records().map(plain)).toEqual(rows.map(expected));
        expect(rows.map((_, at) => kept.isStruck(at))).toEqual(rows.map(() => false));
        for (const [at, { struck }] of rows.entries()) if (struck) kept.strike(at);
        expect(rows.map((_, at) => kept.isStruck(at))).toEqual(rows.map(({ struck }) => struck));
        kept.dropStruck();
        const left = rows.flatMap((row, at) => (row.struck ? [] : [{ row, at }]));
        expect(kept.length).toBe(left.length);
        expect(kept.records().map(plain)).toEqual(left.map(({ row, at }) => expected(row, at)));
        for (const [at, { row }] of left.entries()) {
          expect(kept.isStruck(at)).toBe(false);
          expect(kept.isPeriodic(at)).toBe(row.isPeriodic);
          expect(kept.isWarned(at)).toBe(row.isWarned);
          expect([kept.examDays[at], kept.birthDays[at]]).toEqual([row.examDay, row.birthDay]);
        }
      }),
    );
  });

  it('take the indexes of their workers along when others are dropped', () => {
    const row: AnyRow = {
      worker: 'A123456789',
      employer: '10000004',
      hazard: null,
      level: 0,
      examDay: 20_000,
      birthDay: 0,
      isPeriodic: true,
      isWarned: false,
      struck: false,
    };
    const kept = keepAll([row, row, row]);
    for (const at of [0, 1, 2]) kept.workerIndexes.fill(at + 1, at * 16, at * 16 + 16);
    kept.strike(1);
    kept.dropStruck();
    expect(kept.workerIndexes.subarray(0, 32)).toEqual(
      Buffer.concat([Buffer.alloc(16, 1), Buffer.alloc(16, 3)]),
    );
  });

  it('are none after the chunk was cleared', () => {
    const kept = keepAll([]);
    kept.isIndexed = true;
    kept.clear();
    expect([kept.length, kept.isIndexed, kept.records()]).toEqual([0, false, []]);
  });
});

const keepAll = (rows: readonly AnyRow[]) => keepRows(rows.map((row, at) => ({ ...row, row: at + 2 })));

function plain({ content, ...record }: ReturnType<GoodRows['records']>[number]) {
  return { ...record, content: content.toString('latin1', 2) };
}

function expected({ worker, employer, hazard, level, examDay }: AnyRow, at: number) {
  return {
    row: at + 2,
    examDate: new Date(examDay * 86_400_000).toISOString().slice(0, 10),
    hazardCode: hazard,
    level: level === 0 ? null : level,
    employerUbn: employer,
    workerId: worker,
    content: `${worker}${employer}${hazard ?? ''}`,
  };
}
