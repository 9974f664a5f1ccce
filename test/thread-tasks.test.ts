import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createThreadTasks } from '../src/thread-tasks.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-threads-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const path = join(directory, 'worker.mjs');
writeFileSync(
  path,
  `import { parentPort, threadId } from 'node:worker_threads';
   const working = new Int32Array(new SharedArrayBuffer(4));
   parentPort.on('message', ({ name, shared }) => {
     if (name === 'never') return;
     if (name === 'throw') throw new Error('it broke');
     if (name === 'exit') process.exit(0);
     if (name === 'greedy') { const all = []; for (;;) all.push(new Array(100_000).fill({})); }
     const count = shared === undefined ? 0 : Atomics.add(shared, 0, 1) + 1;
     if (shared !== undefined) { Atomics.wait(working, 0, 0, 20); Atomics.sub(shared, 0, 1); }
     parentPort.postMessage({ threadId, count });
   });`,
);

interface Answer {
  readonly threadId: number;
  /** How many were at work together. */
  readonly count: number;
}

const tasks = (options: { kept?: number; patience?: number } = {}) =>
  createThreadTasks<{ readonly name: string; readonly shared?: Int32Array }, Answer>({
    file: pathToFileURL(path),
    most: 2,
    kept: 1,
    heap: 32,
    patience: 10_000,
    ...options,
  });

describe('tasks in threads', () => {
  it('are answered, one after another in a thread that is kept', async () => {
    const run = tasks();
    const first = await run({ name: 'task' });
    expect((await run({ name: 'task' })).threadId).toBe(first.threadId);
  });

  it('have a thread each when none is kept', async () => {
    const run = tasks({ kept: 0 });
    const first = await run({ name: 'task' });
    expect((await run({ name: 'task' })).threadId).not.toBe(first.threadId);
  });

  it('wait for their turn', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const run = tasks();
    const answers = await Promise.all(Array.from({ length: 6 }, () => run({ name: 'task', shared })));
    expect(answers).toHaveLength(6);
    expect(Math.max(...answers.map(({ count }) => count))).toBeLessThanOrEqual(2);
  });

  it.each([
    ['throws', 'throw', 'it broke'],
    ['ends its thread', 'exit', 'it ended before its task'],
    ['takes too much memory', 'greedy', /memory/],
  ])('fail when one %s, and the next is done all the same', async (_what, name, message) => {
    const run = tasks();
    await expect(run({ name })).rejects.toMatchObject({
      name: 'ThreadTaskError',
      cause: { message: typeof message === 'string' ? message : expect.stringMatching(message) },
    });
    expect((await run({ name: 'task' })).count).toBe(0);
  });

  it('are given up when they take too long, which leaves their turn to others', async () => {
    const run = tasks({ patience: 300 });
    for (const outcome of await Promise.allSettled([1, 2, 3].map(() => run({ name: 'never' })))) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { name: 'ThreadTaskError', cause: { message: 'no answer within 300 ms' } },
      });
    }
  });
});
