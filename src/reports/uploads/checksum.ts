/** What a part of an upload must come out as (tus 1.0, Checksum). */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly digest: Buffer;
}

/** `sha1` because every tus server must know it; `sha256` is what our own page sends. */
export const checksumAlgorithms = { sha1: 20, sha256: 32 } as const;

export type ChecksumAlgorithm = keyof typeof checksumAlgorithms;

/** Reads the header `Upload-Checksum`: an algorithm, a blank, the digest in base64. Undefined when it cannot be read. */
export function parseChecksum(header: string): Checksum | undefined {
  const [, name = '', encoded = ''] = /^(\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? [];
  const algorithm = algorithms.find((known) => known === name);
  const digest = Buffer.from(encoded, 'base64');
  if (algorithm === undefined || digest.length !== checksumAlgorithms[algorithm]) return undefined;
  return digest.toString('base64') === encoded ? { algorithm, digest } : undefined;
}

const algorithms = Object.keys(checksumAlgorithms) as readonly ChecksumAlgorithm[];
