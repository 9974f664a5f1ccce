import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { RandomBytes } from '../clock.js';
import { blockIndexer } from './block-indexer.js';
import type { KeyMaterial, KeyUse } from './key-material.js';
import { type ChunkRow, packChunk, unpackChunk } from './sealed-chunk.js';
import { nonceBytes, openValue, type SealingKey, sealedKeyId, sealValue } from './sealed-value.js';

/**
 * Encrypts and decrypts with keys that are already unwrapped: no database, no waiting, usable in any thread.
 *
 * `context` is the identity of what is sealed (for instance `submission:42/row:7`). It is authenticated and not stored,
 * so a value that was moved to another record no longer opens.
 */
export interface Keyring {
  /** Encrypts one value with the purpose's active key; 37 bytes longer than the plaintext. */
  seal(purpose: string, plaintext: Uint8Array, context: string): Buffer;
  /** @throws UnsealError */
  open(purpose: string, sealed: Buffer, context: string): Buffer;
  /**
   * Encrypts many rows as one value, at the cost of one cipher for all of them (some ten times faster than `seal` row by
   * row). A row is found again by its own number only, and reading one decrypts all; taking one out means sealing the
   * others again.
   */
  sealChunk(purpose: string, rows: readonly ChunkRow[], context: string): Buffer;
  /**
   * The same of rows that were packed already.
   *
   * @param packed as `packChunk` or `ChunkPacker` makes it
   * @param into memory to use; at least `sealingBytes` longer than `packed`
   * @returns the part of `into` that was used
   */
  sealPacked(purpose: string, packed: Uint8Array, context: string, into: Buffer): Buffer;
  /**
   * The rows of a chunk by row number.
   *
   * @throws UnsealError
   */
  openChunk(purpose: string, sealed: Buffer, context: string): ReadonlyMap<number, Buffer>;
  /**
   * Opens a value or chunk and keeps nothing of it.
   *
   * @throws UnsealError
   */
  verify(purpose: string, sealed: Buffer, context: string): void;
  /**
   * The same value or chunk under the purpose's active key.
   *
   * @returns undefined when it is sealed with the active key already
   * @throws UnsealError
   */
  reseal(purpose: string, sealed: Buffer, context: string): Buffer | undefined;
  /**
   * A keyed hash (HMAC-SHA-256, 32 bytes) by which equal values are found without being readable. The caller normalises:
   * equal text gives equal bytes.
   */
  blindIndex(purpose: string, normalisedValue: string): Buffer;
  /**
   * The same for many short values at once: AES-256-CMAC of each block of 16 bytes, 16 bytes for each.
   *
   * @param blocks one after another; a shorter value is filled up by the caller, always in the same way
   */
  blindIndexBlocks(purpose: string, blocks: Uint8Array): Buffer;
  /** A key of its own (HKDF-SHA-256, 32 bytes) from the active data key of the purpose, or from the one named. */
  deriveKey(purpose: string, from: DerivedFrom): DerivedKey;
}

export interface DerivedFrom {
  readonly salt: Uint8Array;
  readonly info: string;
  /** The data key that a stored header names; default is the active one. */
  readonly keyId?: string;
}

export interface DerivedKey {
  readonly keyId: string;
  readonly secret: KeyObject;
}

/** A sealed value that does not open. `reason`: it is not ours, its key is not here, or it is not authentic. */
export class UnsealError extends Error {
  readonly reason: 'malformed' | 'unknown-key' | 'not-authentic';

  constructor(reason: UnsealError['reason'], options: ErrorOptions = {}) {
    super(`A sealed value does not open: ${reason}.`, options);
    this.name = 'UnsealError';
    this.reason = reason;
  }
}

/**
 * @param material from `Keys.material()`, in this thread or posted from another
 * @param random for nonces; cryptographically secure
 */
export function keyring(material: KeyMaterial, random: RandomBytes): Keyring {
  const keys = indexKeys(material);
  const nextNonce = drawNonces(random);

  const opened = (version: number, purpose: string, sealed: Buffer, context: string): Buffer => {
    const id = sealedKeyId(version, sealed);
    if (id === undefined) throw new UnsealError('malformed');
    const key = keys.named(purpose, 'seal', id);
    try {
      return openValue(version, key, sealed, context);
    } catch (cause) {
      throw new UnsealError('not-authentic', { cause });
    }
  };

  return {
    seal: (purpose, plaintext, context) =>
      sealValue(valueVersion, keys.active(purpose, 'seal'), nextNonce(), plaintext, context),
    open: (purpose, sealed, context) => opened(valueVersion, purpose, sealed, context),
    sealChunk: (purpose, rows, context) =>
      sealValue(chunkVersion, keys.active(purpose, 'seal'), nextNonce(), packChunk(rows), context),
    sealPacked: (purpose, packed, context, into) =>
      sealValue(chunkVersion, keys.active(purpose, 'seal'), nextNonce(), packed, context, into),
    openChunk: (purpose, sealed, context) => unpackChunk(opened(chunkVersion, purpose, sealed, context)),
    verify(purpose, sealed, context) {
      opened(versionOf(sealed), purpose, sealed, context);
    },
    reseal(purpose, sealed, context) {
      const version = versionOf(sealed);
      const plaintext = opened(version, purpose, sealed, context);
      const active = keys.active(purpose, 'seal');
      if (sealedKeyId(version, sealed) === active.idBytes.toString('hex')) return undefined;
      return sealValue(version, active, nextNonce(), plaintext, context);
    },
    blindIndex: (purpose, value) =>
      createHmac('sha256', keys.active(purpose, 'index').secret).update(value).digest(),
    blindIndexBlocks: (purpose, blocks) => keys.indexer(purpose)(blocks),
    deriveKey(purpose, { salt, info, keyId }) {
      const key = keyId === undefined ? keys.active(purpose, 'derive') : keys.named(purpose, 'derive', keyId);
      const bytes = hkdfSync('sha256', key.secret, salt, `jianbao/derived/v1\0${purpose}\0${info}`, 32);
      return { keyId: key.idBytes.toString('hex'), secret: createSecretKey(Buffer.from(bytes)) };
    },
  };
}

const valueVersion = 1;
const chunkVersion = 2;

function versionOf(sealed: Buffer): number {
  return sealed[0] === chunkVersion ? chunkVersion : valueVersion;
}

function indexKeys({ keys }: KeyMaterial) {
  const active = new Map<string, SealingKey>();
  const named = new Map<string, SealingKey>();
  const indexers = new Map<string, (blocks: Uint8Array) => Buffer>();
  for (const { id, purpose, use, active: isActive, bytes } of keys) {
    const key = { purpose, idBytes: Buffer.from(id, 'hex'), secret: createSecretKey(bytes) };
    named.set(`${use} ${purpose} ${id}`, key);
    if (isActive) active.set(`${use} ${purpose}`, key);
    if (isActive && use === 'index') indexers.set(purpose, blockIndexer(key.secret));
  }
  return {
    active(purpose: string, use: KeyUse): SealingKey {
      const key = active.get(`${use} ${purpose}`);
      if (key === undefined) throw new TypeError(`No key of purpose "${purpose}" to ${use} with was opened.`);
      return key;
    },
    indexer(purpose: string): (blocks: Uint8Array) => Buffer {
      const indexer = indexers.get(purpose);
      if (indexer === undefined)
        throw new TypeError(`No key of purpose "${purpose}" to index with was opened.`);
      return indexer;
    },
    named(purpose: string, use: KeyUse, id: string): SealingKey {
      const key = named.get(`${use} ${purpose} ${id}`);
      if (key === undefined) throw new UnsealError('unknown-key');
      return key;
    },
  };
}

/** Random 96-bit nonces (NIST SP 800-38D 8.2.2), drawn a few thousand at a time: a single draw costs more than a seal. */
function drawNonces(random: RandomBytes): () => Buffer {
  const drawn = 4096;
  let pool: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === pool.length) {
      pool = random(drawn * nonceBytes);
      at = 0;
    }
    at += nonceBytes;
    return pool.subarray(at - nonceBytes, at);
  };
}
