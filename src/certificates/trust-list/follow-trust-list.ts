import { type Database, inTransaction } from '../../database/index.js';
import type { CardLogin } from '../card-login.js';
import { readTrustList, trustListVersion } from './store.js';
import type { TrustList } from './trust-list.js';

/** Keeps a process's card login at the trust list of the database. */
export interface TrustFollower {
  /**
   * Takes the list if it is another one than that in use; to be called every few seconds, and after a change of one's own.
   *
   * @returns whether another list was taken
   */
  check(): Promise<boolean>;
}

/** @param list the one that `cards` began with */
export function followTrustList(
  db: Database,
  cards: Pick<CardLogin, 'replaceTrust'>,
  list: Pick<TrustList, 'version'>,
): TrustFollower {
  let version = list.version;
  let last: Promise<unknown> = Promise.resolve();
  const check = async () => {
    if ((await trustListVersion(db)) === version) return false;
    const current = await inTransaction(db, readTrustList);
    await cards.replaceTrust(current);
    version = current.version;
    return true;
  };
  return {
    check() {
      // One after another: a check that began before a change may not have seen it.
      const next = last.then(check, check);
      last = next.catch(() => undefined);
      return next;
    },
  };
}
