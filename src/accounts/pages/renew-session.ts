import type { Request } from 'express';
import type { Knex } from 'knex';
import { Problem } from '../../problems/index.js';
import { visitOf } from '../../web/index.js';
import type { Account } from '../account.js';
import type { AccountServices } from '../services.js';
import { beginAccountSession } from '../sessions/begin-session.js';
import { userAgentOf } from '../sessions/session-source.js';
import { deleteSession, findSession } from '../sessions/session-store.js';

/**
 * Gives the request's session a new id and the account's present generation, after a change that ended the account's
 * sessions. It ends when the old one would have.
 *
 * @returns the secret for the cookie
 */
export async function renewSession(
  trx: Knex.Transaction,
  { randomBytes, clock }: Pick<AccountServices, 'randomBytes' | 'clock'>,
  request: Request,
  account: Pick<Account, 'id' | 'generation'>,
): Promise<string> {
  const { session, address } = visitOf(request);
  const old = session === undefined ? undefined : await findSession(trx, session.id);
  if (old === undefined) throw new Problem('ERR_SIGN_IN_REQUIRED');
  await deleteSession(trx, old.id);
  const { secret } = await beginAccountSession(trx, randomBytes, {
    kind: old.kind,
    address,
    userAgent: userAgentOf(request),
    at: clock(),
    account,
    card: old.card,
    endsAt: old.endsAt,
  });
  return secret;
}
