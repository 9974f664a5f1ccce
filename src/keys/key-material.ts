/**
 * What a key may be used for. One key serves one use: `seal` encrypts values, `derive` is the root of other keys,
 * `index` makes blind indexes.
 */
export type KeyUse = 'seal' | 'derive' | 'index';

/** A purpose, declared by the feature that needs it: `{ name: 'records', use: 'seal' }`. */
export interface KeyPurpose {
  /** Lower-case words with hyphens, at most 40 characters; never changes once values exist. */
  readonly name: string;
  readonly use: KeyUse;
}

/** One unwrapped data key. */
export interface MaterialKey {
  /** 16 hexadecimal digits; stands in the header of every value. */
  readonly id: string;
  readonly purpose: string;
  readonly use: KeyUse;
  /** New values are made with it; others only read what was made before. */
  readonly active: boolean;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * The unwrapped data keys as a plain object that can be posted to a worker thread. Secret: never logged, never stored.
 */
export interface KeyMaterial {
  readonly keys: readonly MaterialKey[];
}
