import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { limitAtOnce } from './limit-at-once.js';

/** Makes and checks the stored form of passwords. Both take about 70 ms of a core, on the thread pool. */
export interface PasswordHasher {
  /** The PHC string to store. */
  hash(password: string): Promise<string>;
  /** Whether a password is the one that was stored. */
  verify(stored: string, password: string): Promise<boolean>;
}

/** Argon2id with the memory and passes of RFC 9106 section 4, second recommended option: 64 MiB, three passes; one lane. */
export const argon2id: PasswordHasher = {
  hash: (password) => inTurn(() => hash(fold(password), { memoryCost: 65_536, timeCost: 3, parallelism: 1 })),
  verify: (stored, password) => inTurn(() => verify(stored, fold(password))),
};

/** More at once than there are cores would only take the memory and the caches from one another. */
const inTurn = limitAtOnce(availableParallelism());

/**
 * Stands in for the hash of an account that does not exist, so that its answer takes as long as any other: the same
 * parameters, the hash of 32 random bytes that nobody kept.
 */
export const nobodysHash =
  '$argon2id$v=19$m=65536,t=3,p=1$/WP+N0G3Q2Pn8xATgBE8pw$s0fzjynmSLS4yIcQ+2bblUMn8EIeJbYYwDngeE3d0bo';

/** An input method may give the same password full-width or decomposed (NIST SP 800-63B-4, 3.1.1.2). */
function fold(password: string): string {
  return password.normalize('NFKC');
}
