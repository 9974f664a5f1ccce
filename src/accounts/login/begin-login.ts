import type { Knex } from 'knex';
import type { CardIdentity } from '../../certificates/index.js';
import { toStoredTime } from '../../clock.js';
import type { Account } from '../account.js';
import { updateAccount } from '../account-store.js';
import { type BegunSession, beginAccountSession } from '../sessions/begin-session.js';
import { deleteSession } from '../sessions/session-store.js';
import type { LoginServices, LoginSource } from './attempt.js';
import { countedOf } from './audit-login.js';
import { forgetFailures } from './count-attempt.js';

/** What every login ends with once all factors hold: failures forgotten, time and language noted, a session with a new id. */
export async function beginLogin(
  trx: Knex.Transaction,
  { randomBytes, limits }: Pick<LoginServices, 'randomBytes' | 'limits'>,
  source: LoginSource,
  {
    account,
    card,
    at,
  }: {
    readonly account: Pick<Account, 'id' | 'generation' | 'language'>;
    readonly card: CardIdentity;
    readonly at: Date;
  },
): Promise<BegunSession> {
  const { way, arrival, userAgent, challengeHolder } = source;
  await forgetFailures(trx, countedOf(source), limits[way.kind], at);
  await updateAccount(trx, account.id, {
    last_login_at: toStoredTime(at),
    language: account.language,
  });
  if (way.kind === 'page') await deleteSession(trx, challengeHolder);
  return beginAccountSession(trx, randomBytes, {
    kind: way.kind === 'page' ? 'browser' : 'program',
    address: arrival.address,
    userAgent,
    at,
    account,
    card: { profile: card.profile, fingerprint: card.certificateFingerprint },
  });
}

/** The account with the language its holder reads from this login on: the page's; a program chooses none for anybody. */
export function inLanguageOf<Of extends Pick<Account, 'language'>>(
  { way, language }: Pick<LoginSource, 'way' | 'language'>,
  account: Of,
): Of {
  return way.kind === 'page' ? { ...account, language } : account;
}
