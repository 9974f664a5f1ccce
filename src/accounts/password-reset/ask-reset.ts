import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { addMinutes } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { enqueueJob } from '../../jobs/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { Arrival } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName } from '../account-store.js';
import type { LoginServices } from '../login/attempt.js';
import { countAttempt, minutesUntil } from '../login/count-attempt.js';
import { resetMinutes } from './reset-limits.js';
import { insertRequest } from './reset-store.js';

export interface ResetAsk {
  readonly userName: string;
  readonly email: string;
  /** The answer to the captcha of the session. */
  readonly captcha: string;
  readonly sessionId: string;
  readonly arrival: Arrival;
  readonly language: Language;
}

export type AskServices = Pick<LoginServices, 'db' | 'clock' | 'randomBytes' | 'limits' | 'checkCaptcha'> & {
  /** Looks into the queue of jobs now instead of at the next poll. */
  readonly wakeJobs: () => void;
};

/**
 * Asks for a link that replaces a forgotten password. Whether somebody has that user name and e-mail address is told to
 * nobody but the audit trail: the answer is the same and costs the same statements, since a job looks for the account
 * again and writes the mail. Each ask counts like a failed login, so that names cannot be tried without end.
 *
 * @throws Problem `ERR_CAPTCHA`, or `ERR_PASSWORD_RESET_PAUSED` after too many failures of the name or from the address
 */
export async function askReset(services: AskServices, ask: ResetAsk): Promise<void> {
  const { db, clock, randomBytes, limits, wakeJobs } = services;
  const at = clock();
  const handle = randomBytes(16).toString('hex');
  const { address } = ask.arrival;
  const refusal = await inTransaction(db, async (trx) => {
    const account = await findAccountByName(trx, ask.userName);
    if (!(await services.checkCaptcha(trx, { sessionId: ask.sessionId, answer: ask.captcha, at }))) {
      return audited(trx, ask, account, at, new Problem('ERR_CAPTCHA'));
    }
    const until = await countAttempt(trx, { userName: ask.userName, address }, limits.page, at);
    if (until !== undefined) {
      const params = { minutes: minutesUntil(until, at) };
      return audited(trx, ask, account, at, new Problem('ERR_PASSWORD_RESET_PAUSED', { params }));
    }
    const mismatch = mismatchOf(account, ask.email);
    await insertRequest(
      trx,
      {
        handle,
        accountId: mismatch === undefined && account !== undefined ? account.id : null,
        language: ask.language,
        address,
        expiresAt: addMinutes(at, resetMinutes),
      },
      at,
    );
    await enqueueJob(trx, { kind: 'password-reset.send', subject: handle, at });
    await audit(trx, ask, account, at, mismatch);
    return undefined;
  });
  if (refusal !== undefined) throw refusal;
  wakeJobs();
}

/** Why no link will be sent; undefined when one will. */
function mismatchOf(account: AccountWithRanges | undefined, email: string): string | undefined {
  if (account === undefined) return 'unknown user name';
  if (account.email.toLowerCase() !== email.normalize('NFKC').trim().toLowerCase()) return 'e-mail address';
  return account.state === 'active' ? undefined : account.state;
}

async function audited(
  trx: Knex.Transaction,
  ask: ResetAsk,
  account: AccountWithRanges | undefined,
  at: Date,
  refusal: Problem,
): Promise<Problem> {
  await audit(trx, ask, account, at, refusal.code);
  return refusal;
}

function audit(
  trx: Knex.Transaction,
  { arrival }: ResetAsk,
  account: AccountWithRanges | undefined,
  at: Date,
  cause: string | undefined,
): Promise<number> {
  return appendAudit(trx, {
    at,
    actor: null,
    address: arrival.address,
    action: 'password-reset.ask',
    // An unknown name is not written down: it may be a password in the wrong field.
    target: account === undefined ? null : { kind: 'account', reference: account.userName },
    outcome: cause === undefined ? 'done' : 'refused',
    detail: { cause: cause ?? null },
    reference: arrival.reference,
  });
}
