import { hash } from '@node-rs/argon2';
import { argon2id } from '../../src/accounts/index.js';

/** The stored form of a password at the configured cost, or at another one, e.g. `65536,3` for 64 MiB and three passes. */
export function hashAt(password: string, cost: string | undefined): Promise<string> {
  if (cost === undefined) return argon2id.hash(password);
  const [memoryCost = 0, timeCost = 0] = cost.split(',').map(Number);
  return hash(password, { memoryCost, timeCost, parallelism: 1 });
}
