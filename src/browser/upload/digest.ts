import { sha256 as incremental } from '@noble/hashes/sha2.js';

/** SHA-256 of bytes that are in memory. */
export async function sha256(bytes: ArrayBuffer): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * SHA-256 of a file, of which no more than a slice is in memory. Web Crypto takes all bytes at once only.
 *
 * Not in a worker: making one from a URL is a sink of Trusted Types, which our pages close altogether. A slice takes some
 * milliseconds, and reading the next one leaves the page its turn.
 *
 * @throws what reading a slice throws
 */
export async function sha256OfSlices(slices: AsyncIterable<ArrayBuffer>): Promise<Uint8Array> {
  const hash = incremental.create();
  for await (const slice of slices) hash.update(new Uint8Array(slice));
  return hash.digest();
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
