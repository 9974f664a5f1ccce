import { randomBytes } from 'node:crypto';
import { findAccountByName } from '../../../src/accounts/index.js';
import { beginAccountSession } from '../../../src/accounts/sessions/begin-session.js';
import type { Installation } from '../../support/installation.js';

/** A session as its holder has it. */
export interface SignedIn {
  /** What a request carries it in. */
  readonly headers: Readonly<Record<string, string>>;
  readonly csrfToken: string;
  readonly secret: string;
}

/** Begins somebody's session in the database of the gateway: what these tests attack comes after the login. */
export async function signIn(
  { gateway }: Installation,
  userName: string,
  kind: 'browser' | 'program',
): Promise<SignedIn> {
  const { db } = gateway;
  const account = await findAccountByName(db, userName);
  if (account === undefined) throw new TypeError(`There is no ${userName}.`);
  const { secret, session } = await beginAccountSession(db, randomBytes, {
    kind,
    address: '127.0.0.1',
    userAgent: 'test',
    at: new Date(),
    account,
    card: { profile: 'citizen', fingerprint: 'ab'.repeat(32) },
  });
  const headers: Readonly<Record<string, string>> =
    kind === 'browser' ? { cookie: `__Host-jianbao=${secret}` } : { authorization: `Bearer ${secret}` };
  return { headers, csrfToken: session.csrfToken, secret };
}
