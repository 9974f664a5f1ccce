import type { DataKey } from './store.js';

/** `next`: made, and waiting until every gateway knows it. `retired`: only reads what it sealed. */
export type KeyState = 'next' | 'active' | 'retired';

/**
 * What a key is used for at a moment. The times of the table say it, not a mark: every process comes to the same answer at
 * the same time without being told.
 *
 * @param all the lines of `data_keys`, at least those of the key's purpose
 */
export function stateOfKey(key: DataKey, all: readonly DataKey[], now: Date): KeyState {
  if (key.retiredAt !== null && key.retiredAt <= now) return 'retired';
  const soonest = all
    .filter(({ purpose, use }) => purpose === key.purpose && use === key.use)
    .flatMap(({ retiredAt }) => (retiredAt !== null && retiredAt > now ? [retiredAt.getTime()] : []));
  if (soonest.length === 0) return 'active';
  return key.retiredAt?.getTime() === Math.min(...soonest) ? 'active' : 'next';
}
