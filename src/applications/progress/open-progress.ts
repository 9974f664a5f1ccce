import { readOneTimeCode } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationPageServices } from '../page-services.js';
import { findApplication } from '../store/application-store.js';
import type { Deed } from '../verbs/act.js';
import { findAsk, lockAsk, noteTries, openAsk, type ProgressAsk } from './ask-store.js';
import { codeLimits } from './limits.js';

type ProgressServices = Pick<ApplicationPageServices, 'db' | 'keys' | 'passwords'>;

/**
 * Opens the progress page of a session with the code that was mailed.
 *
 * @param typed.code as typed
 * @throws Problem `ERR_APPLICATION_CODE_WRONG` with the tries left, `ERR_APPLICATION_CODE_OVER` when no code waits any more;
 *   the same whether or not one was mailed
 */
export async function openProgress(
  services: ProgressServices,
  { code, sessionId }: { readonly code: string; readonly sessionId: string },
  by: Deed,
): Promise<void> {
  const { db, passwords } = services;
  const ask = await takeTry(services, sessionId, by.at);
  const holds = ask.codeHash !== null && (await passwords.verify(ask.codeHash, readOneTimeCode(code)));
  if (!holds) throw wrong(ask);
  await inTransaction(db, async (trx) => {
    const { at, ...who } = by;
    const application =
      ask.reference === null ? undefined : await findApplication({ ...services, db: trx }, ask.reference);
    if (application === undefined) throw over('the code of an ask that nothing was mailed for');
    const expiresAt = addMinutes(at, codeLimits.openMinutes);
    if (!(await openAsk(trx, ask, { at, expiresAt }))) throw over('taken by another request');
    await appendAudit(trx, {
      ...who,
      at,
      action: 'application.open-progress',
      target: { kind: 'application', reference: application.reference },
      outcome: 'done',
    });
  });
}

/** The application that a session's progress page is open for; undefined once that is over. */
export async function openedApplication(
  { db, keys }: Pick<ApplicationPageServices, 'db' | 'keys'>,
  { sessionId, at }: { readonly sessionId: string; readonly at: Date },
): Promise<ApplicationWithForm | undefined> {
  const ask = await findAsk(db, sessionId);
  if (ask === undefined || ask.openedAt === null || ask.expiresAt <= at) return undefined;
  return ask.reference === null ? undefined : findApplication({ db, keys }, ask.reference);
}

/** Committed whatever comes after it: the try is used up. */
async function takeTry({ db }: ProgressServices, sessionId: string, at: Date): Promise<ProgressAsk> {
  const outcome = await inTransaction(db, async (trx) => {
    const ask = await lockAsk(trx, sessionId);
    if (ask === undefined || ask.openedAt !== null) return over('no code waits');
    if (ask.expiresAt <= at || ask.tries >= codeLimits.tries) return over('expired or tried too often');
    const tries = ask.tries + 1;
    await noteTries(trx, ask.handle, tries);
    return { ...ask, tries };
  });
  if (outcome instanceof Problem) throw outcome;
  return outcome;
}

function wrong({ tries }: ProgressAsk): Problem {
  const left = codeLimits.tries - tries;
  return left > 0
    ? new Problem('ERR_APPLICATION_CODE_WRONG', { params: { left }, detail: 'wrong code' })
    : over('wrong code, the last try');
}

/** One answer for all that can end a code. */
function over(detail: string): Problem {
  return new Problem('ERR_APPLICATION_CODE_OVER', { detail });
}
