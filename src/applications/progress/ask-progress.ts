import { appendAudit } from '../../audit/index.js';
import { addMinutes } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { enqueueJob } from '../../jobs/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { countPublicAttempt, sourceOf } from '../public/attempts.js';
import { fillerEmailIndex } from '../store/sealed.js';
import type { Deed } from '../verbs/act.js';
import { writeAsk } from './ask-store.js';
import { codeLimits, sendCodeJob } from './limits.js';

/**
 * Asks for the code that opens the progress page. Whether number and address belong together is told to nobody: the
 * answer is the same and costs the same statements, since a job writes the mail.
 *
 * @param asked.reference in the form of a reference number
 * @throws Problem `ERR_TOO_MANY_REQUESTS`
 */
export async function askProgress(
  services: Pick<ApplicationPageServices, 'db' | 'keys' | 'randomBytes' | 'wakeJobs'>,
  asked: {
    readonly reference: string;
    readonly email: string;
    readonly sessionId: string;
    readonly language: Language;
  },
  { at, ...by }: Deed,
): Promise<void> {
  const { reference, email, sessionId, language } = asked;
  const address = by.address ?? '';
  const handle = services.randomBytes(16).toString('hex');
  const refusal = await inTransaction(services.db, async (trx) => {
    const tooMany =
      (await countPublicAttempt(trx, 'ask-from', sourceOf(address), at)) ??
      (await countPublicAttempt(trx, 'ask-about', reference, at));
    if (tooMany !== undefined) return tooMany;
    const found = await trx('applications')
      .where({ reference, filler_email_index: fillerEmailIndex(services.keys, email) })
      .whereNot({ state: 'draft' })
      .first('id');
    const isTheirs = found !== undefined;
    await writeAsk(trx, sessionId, {
      handle,
      reference: isTheirs ? reference : null,
      language,
      address,
      expiresAt: addMinutes(at, codeLimits.minutes),
    });
    await enqueueJob(trx, { kind: sendCodeJob, subject: handle, at });
    await appendAudit(trx, {
      ...by,
      at,
      action: 'application.ask-progress',
      target: isTheirs ? { kind: 'application', reference } : null,
      outcome: isTheirs ? 'done' : 'refused',
    });
    return undefined;
  });
  if (refusal instanceof Problem) throw refusal;
  services.wakeJobs();
}
