import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/reports/sample/command.js';
import { generateSample } from '../../../src/reports/sample/generate.js';
import { sampleMistakesOf } from '../../../src/reports/sample/mistakes.js';
import { judge } from '../process/support/judge.js';

const today = '2026-11-22';
const folder = mkdtempSync(join(tmpdir(), 'jianbao-sample-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (rows: number, seed: number) =>
  Buffer.concat([...generateSample({ kind: 'general', rows, seed, today }).chunks]);

describe('a sample file', () => {
  it('is the same for the same seed and another for another', () => {
    expect(bytesOf(50, 1).equals(bytesOf(50, 1))).toBe(true);
    expect(bytesOf(50, 1).equals(bytesOf(50, 2))).toBe(false);
  });

  it.each([1, 2, 3])('has nothing wrong and nothing to warn of (seed %i)', async (seed) => {
    const { verdict, rows, report } = await judge(bytesOf(3000, seed));
    expect({ verdict, rows, groups: report.groups }).toEqual({ verdict: 'clean', rows: 3000, groups: [] });
  });

  it('spreads each kind of mistake in turn over the file', () => {
    const { mistakes } = generateSample({ kind: 'general', rows: 1000, seed: 1, errors: 20, today });
    const kinds = sampleMistakesOf('general');
    expect(mistakes.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, i) => 27 + 50 * i));
    expect(mistakes.map(({ code }) => code)).toEqual(
      Array.from({ length: 20 }, (_, i) => kinds[i % kinds.length]?.code),
    );
  });

  it('can have a mistake in every row', async () => {
    const { chunks, mistakes } = generateSample({ kind: 'general', rows: 45, seed: 1, errors: 45, today });
    const { report, good } = await judge(Buffer.concat([...chunks]));
    expect(good).toBe(0);
    expect(report.errors).toBe(mistakes.length);
  });

  it.each([1, 2])(
    'of special exams has nothing wrong either, whatever the operation (seed %i)',
    async (seed) => {
      const { chunks } = generateSample({ kind: 'special', rows: 1000, seed, today });
      const { verdict, rows, report, records } = await judge(Buffer.concat([...chunks]), { kind: 'special' });
      expect({ verdict, rows, groups: report.groups }).toEqual({ verdict: 'clean', rows: 1000, groups: [] });
      // All 35 but 粉塵, whose rows name images.
      expect(new Set(records.map(({ hazardCode }) => hazardCode)).size).toBe(34);
      expect(new Set(records.map(({ level }) => level))).toEqual(new Set([null, 1, 2, 3, 4]));
    },
  );

  it('of special exams has each mistake as announced', async () => {
    const options = { kind: 'special', rows: 90, seed: 1, errors: 45, today, hazard: '02' } as const;
    const { chunks, mistakes } = generateSample(options);
    const { findings } = await judge(Buffer.concat([...chunks]), { kind: 'special' });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ row, code }) => ({ row, code }))).toEqual(
      mistakes.map(({ row, code }) => ({ row, code })),
    );
  });

  it('refuses more mistakes than rows', () => {
    expect(() => generateSample({ kind: 'general', rows: 1, seed: 1, errors: 2, today })).toThrow(TypeError);
  });
});

describe('jianbao sample', () => {
  const start = async (...args: string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const clock = () => new Date('2026-11-21T16:00:00Z');
    const code = run(args, { stdout, stderr, clock }).finally(() => {
      stdout.end();
      stderr.end();
    });
    const [out, err] = await Promise.all([text(stdout), text(stderr)]);
    return { code: await code, out, err };
  };

  it('writes to the standard output, with the day of Taipei and the mistakes on the other', async () => {
    const { code, out, err } = await start(
      '--kind',
      'general',
      '--rows',
      '10',
      '--seed',
      '7',
      '--errors',
      '1',
    );
    const sample = generateSample({ kind: 'general', rows: 10, seed: 7, errors: 1, today });
    expect(code).toBe(0);
    expect(out).toBe(Buffer.concat([...sample.chunks]).toString());
    expect(err).toBe('row 7\tworker_name\tRPT_REQUIRED\n');
  });

  it('writes a file', async () => {
    const file = join(folder, 'big5.csv');
    const { code, out } = await start(
      '--rows',
      '5',
      '--encoding',
      'big5',
      '--out',
      file,
      '--institution',
      '0123456789',
    );
    expect({ code, out }).toEqual({ code: 0, out: '' });
    const { encoding, verdict } = await judge(readFileSync(file), { institutionCode: '0123456789' });
    expect({ encoding, verdict }).toEqual({ encoding: 'big5', verdict: 'clean' });
  });

  it.each([
    [[], '--rows needs'],
    [['--rows', 'x'], '--rows needs'],
    [['--rows', '1', '--kind', 'dental'], '--kind is'],
    [['--rows', '1', '--hazard', '05'], '--hazard needs'],
    [['--rows', '1', '--kind', 'special', '--hazard', '99'], '--hazard needs'],
    [['--rows', '1', '--errors', '2'], '--errors needs'],
    [['--rows', '1', '--encoding', 'latin1'], '--encoding is'],
    [['--rows', '1', '--institution', '12'], '--institution needs'],
    [['--rows', '1', '--date', 'today'], '--date needs'],
    [['--columns', '1'], "Unknown option '--columns'"],
  ])('explains itself when it is called with %j', async (args, sentence) => {
    const { code, out, err } = await start(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).toContain('jianbao sample --kind general');
  });
});
