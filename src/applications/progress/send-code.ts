import type { Knex } from 'knex';
import { makeOneTimeCode, type PasswordHasher, showOneTimeCode } from '../../accounts/index.js';
import type { Clock, RandomBytes } from '../../clock.js';
import { toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { completeJob, type JobHandler } from '../../jobs/index.js';
import type { Keyring } from '../../keys/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import { findApplication } from '../store/application-store.js';
import { findAskByHandle, type ProgressAsk, writeCode } from './ask-store.js';
import { sendCodeJob } from './limits.js';

export interface SendCodeServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Seals the code while it waits in the outbox. */
  readonly keys: Keyring;
  /** Eight digits are found at once from a plain hash. */
  readonly passwords: PasswordHasher;
}

/** Draws a code for each ask, and mails it when number and address belong together; the two look alike from outside. */
export function progressHandlers(services: SendCodeServices): Readonly<Record<string, JobHandler>> {
  const { db, clock, randomBytes, passwords } = services;
  return {
    [sendCodeJob]: async (job) => {
      const code = makeOneTimeCode(randomBytes);
      // Hashing takes its time and is done before the transaction.
      const codeHash = await passwords.hash(code);
      await inTransaction(db, async (trx) => {
        const at = clock();
        const ask = await findAskByHandle(trx, job.subject);
        const isWaiting = ask !== undefined && ask.expiresAt > at;
        if (isWaiting && (await writeCode(trx, job.subject, codeHash)))
          await mail(trx, services, ask, code, at);
        await completeJob(trx, job, at);
      });
    },
  };
}

async function mail(
  trx: Knex.Transaction,
  { keys }: SendCodeServices,
  { reference, language, address, expiresAt }: ProgressAsk,
  code: string,
  at: Date,
): Promise<void> {
  if (reference === null) return;
  const application = await findApplication({ db: trx, keys }, reference);
  if (application === undefined || application.form === null) return;
  const to = application.form.filler.email;
  await enqueueMail(trx, {
    event: 'application-code',
    to,
    language,
    params: {
      application: application.reference,
      code: sealMailSecret(keys, to, showOneTimeCode(code)),
      validUntil: toStoredTime(expiresAt),
      address,
    },
    at,
  });
}
