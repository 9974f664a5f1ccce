import type { Database } from '../../database/index.js';
import type { Keyring } from '../keyring.js';

/** Sealed values that stand in no column of their own, such as files: counted and moved to new keys by who keeps them. */
export interface SealedStore {
  /** What it is called in what the commands print. */
  readonly name: string;
  readonly purpose: string;
  /** How many values each key sealed, by the key's id (16 hexadecimal digits). */
  count(db: Database): Promise<ReadonlyMap<string, number>>;
  /**
   * Seals with the active key what other keys sealed. May be stopped at any moment and begun again.
   *
   * @yields after each few values
   */
  reseal(db: Database, keyring: Keyring, activeKeyId: string): AsyncIterable<StoreProgress>;
}

/** How far it has come, from the beginning. */
export interface StoreProgress {
  readonly moved: number;
  /** Names of values that do not open and were left as they are. */
  readonly unreadable: readonly string[];
}

/** Counts by one more. */
export function countOne(counts: Map<string, number>, keyId: string): void {
  counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
}
