import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { cleanJpeg } from '../../../src/documents/index.js';
import { run } from '../../../src/reports/sample/command.js';
import { drawChest } from '../../../src/reports/sample/draw-chest.js';
import { generateDustArchive } from '../../../src/reports/sample/dust-archive.js';
import { encodeGreyJpeg } from '../../../src/reports/sample/encode-grey-jpeg.js';
import { judge } from '../process/support/judge.js';

const today = '2026-11-22';
const bytesOf = (seed: number, errors = 0) =>
  buffer(generateDustArchive({ rows: 12, seed, today, errors }).stream);

describe('a sample of dust work', () => {
  it('is the same for the same seed and another for another', async () => {
    expect(await bytesOf(1)).toEqual(await bytesOf(1));
    expect(await bytesOf(1)).not.toEqual(await bytesOf(2));
  });

  it('has nothing wrong, and an image for each row', async () => {
    const { verdict, rows, images } = await judge(await bytesOf(3), { kind: 'special' });
    expect({ verdict, rows, images }).toEqual({ verdict: 'clean', rows: 12, images: 12 });
  });

  it('has each mistake as announced', async () => {
    const { mistakes } = generateDustArchive({ rows: 12, seed: 3, today, errors: 4 });
    const { findings } = await judge(await bytesOf(3, 4), { kind: 'special' });
    expect(
      findings.filter(({ severity }) => severity === 'error').map(({ row, code }) => ({ row, code })),
    ).toEqual(mistakes.map(({ row, code }) => ({ row, code })));
  });

  it('has images without notes, each another one', () => {
    const [one, two] = [drawChest(1, 0), drawChest(1, 1)];
    expect(one).not.toEqual(two);
    expect(Buffer.concat([...cleanJpeg(one).parts])).toEqual(one);
  });

  it('is written by `jianbao sample --zip`, for no other operation', async () => {
    expect(
      await start('--rows', '12', '--seed', '3', '--kind', 'special', '--hazard', '23', '--zip'),
    ).toEqual({
      code: 0,
      stdout: await bytesOf(3),
    });
    for (const others of [
      ['--kind', 'special', '--hazard', '02', '--rows', '1'],
      ['--rows', '1'],
      ['--kind', 'special', '--hazard', '23', '--rows', '5001'],
    ]) {
      expect((await start(...others, '--zip')).code).toBe(2);
    }
  });
});

describe('a grey picture', () => {
  it('has its size in the header and each square coded once', () => {
    const levels: string[] = [];
    const jpeg = encodeGreyJpeg({
      columns: 3,
      rows: 2,
      brightness(column, row) {
        levels.push(`${column}/${row}`);
        // From black to white and beyond both.
        return [-50, 0, 128, 127, 255, 900][row * 3 + column] ?? 0;
      },
    });
    expect(levels).toEqual(['0/0', '1/0', '2/0', '0/1', '1/1', '2/1']);
    expect(cleanJpeg(jpeg)).toMatchObject({
      frame: { width: 24, height: 16, components: 1 },
      process: 0,
      scans: 1,
    });
  });
});

async function start(...args: string[]): Promise<{ code: number; stdout: Buffer }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const clock = () => new Date('2026-11-21T16:00:00Z');
  const code = run(args, { stdout, stderr, clock }).finally(() => {
    stdout.end();
    stderr.end();
  });
  const [written] = await Promise.all([buffer(stdout), text(stderr)]);
  return { code: await code, stdout: written };
}
