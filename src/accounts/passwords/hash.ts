import { hash, verify } from '@node-rs/argon2';

/** Makes and checks the stored form of passwords. Both take about 25 ms, on the thread pool. */
export interface PasswordHasher {
  /** The PHC string to store. */
  hash(password: string): Promise<string>;
  /** Whether a password is the one that was stored. */
  verify(stored: string, password: string): Promise<boolean>;
}

/** Argon2id as RFC 9106 defines it; 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). */
export const argon2id: PasswordHasher = {
  hash: (password) => hash(fold(password), { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  verify: (stored, password) => verify(stored, fold(password)),
};

/**
 * Stands in for the hash of an account that does not exist, so that its answer takes as long as any other: the same
 * parameters, the hash of 32 random bytes that nobody kept.
 */
export const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$NKZftONuc0J7cV4E6N8Czg$fz+XIy1Eg0j7GF9uknt59JomF1BepIaBqEiDeXlXP6E';

/** An input method may give the same password full-width or decomposed (NIST SP 800-63B-4, 3.1.1.2). */
function fold(password: string): string {
  return password.normalize('NFKC');
}
