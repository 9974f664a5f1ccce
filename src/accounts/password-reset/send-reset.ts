import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { addMinutes, type Clock, type RandomBytes, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { completeJob, type JobHandler } from '../../jobs/index.js';
import type { Keyring } from '../../keys/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import { lockAccount } from '../account-store.js';
import { byOperator } from '../acted-by.js';
import { makeSecret } from '../sessions/secret.js';
import { resetMinutes } from './reset-limits.js';
import { type ResetRequest, takeRequest, writeReset } from './reset-store.js';

export interface SendServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Seals the link while it waits in the outbox. */
  readonly keys: Keyring;
}

/** Answers each request for a link once: mails one to the account's own address, or does nothing when nobody has it. */
export function passwordResetHandlers(services: SendServices): Readonly<Record<string, JobHandler>> {
  const { db, clock } = services;
  return {
    'password-reset.send': (job) =>
      inTransaction(db, async (trx) => {
        const at = clock();
        const request = await takeRequest(trx, job.subject);
        if (request !== undefined && request.expiresAt > at) await sendLink(trx, services, request, at);
        await completeJob(trx, job, at);
      }),
  };
}

async function sendLink(
  trx: Knex.Transaction,
  { randomBytes, keys }: SendServices,
  request: ResetRequest,
  at: Date,
): Promise<void> {
  const { accountId, address, language } = request;
  const account = accountId === null ? undefined : await lockAccount(trx, accountId);
  if (account?.state !== 'active') return;
  const secret = makeSecret(randomBytes);
  const expiresAt = addMinutes(at, resetMinutes);
  const { id, userName, email, generation } = account;
  await writeReset(trx, request, secret, { accountId: id, accountGeneration: generation, expiresAt }, at);
  await enqueueMail(trx, {
    event: 'password-reset',
    to: email,
    language,
    params: {
      userName,
      // Behind the #, where it gets into no log and no Referer.
      path: sealMailSecret(keys, email, `/login/reset#${secret}`),
      validUntil: toStoredTime(expiresAt),
      address,
    },
    at,
  });
  await appendAudit(trx, {
    ...byOperator,
    at,
    action: 'password-reset.send',
    target: { kind: 'account', reference: userName },
    outcome: 'done',
    detail: { validUntil: toStoredTime(expiresAt) },
  });
}
