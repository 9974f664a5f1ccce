import { describe, expect, it } from 'vitest';
import { limitAtOnce } from '../../src/accounts/passwords/limit-at-once.js';

describe('work of which so much runs at once', () => {
  it('waits in line, each for the one before, and goes on after a failure', async () => {
    const inTurn = limitAtOnce(2);
    const begun: number[] = [];
    const ends: ((outcome: 'good' | 'bad') => void)[] = [];
    const work = (number: number) =>
      inTurn(
        () =>
          new Promise<number>((resolve, reject) => {
            begun.push(number);
            ends[number] = (outcome) =>
              outcome === 'good' ? resolve(number) : reject(new Error(String(number)));
          }),
      );
    const all = [0, 1, 2, 3].map(work);
    const settled = Promise.allSettled(all);
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    ends[1]?.('bad');
    await expect(all[1]).rejects.toThrow('1');
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.('good');
    await all[0];
    expect(begun).toEqual([0, 1, 2, 3]);
    ends[2]?.('good');
    ends[3]?.('good');
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await inTurn(async () => 'free again')).toBe('free again');
  });
});
