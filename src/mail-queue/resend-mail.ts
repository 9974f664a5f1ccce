import { type AuditEvent, appendAudit } from '../audit/index.js';
import { type Database, inTransaction } from '../database/index.js';
import { findMail, type MailView, requeueMail } from '../mail/index.js';
import { Problem } from '../problems/index.js';

/**
 * Puts a mail that was given up back into the queue.
 *
 * @throws Problem `ERR_MAIL_UNKNOWN`; `ERR_CONFLICT` when it is not given up (any more); `ERR_MAIL_ERASED` or
 *   `ERR_MAIL_EXPIRED` when what only its recipient may read is gone or counts no more
 */
export async function resendMail(
  db: Database,
  id: number,
  view: MailView,
  by: Pick<AuditEvent, 'actor' | 'address' | 'reference'>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const mail = await findMail(trx, id, view);
    if (mail === undefined) throw new Problem('ERR_MAIL_UNKNOWN');
    if (mail.notAgain !== undefined) throw new Problem(refusals[mail.notAgain]);
    if (!(await requeueMail(trx, id, view.now))) throw new Problem('ERR_CONFLICT');
    await appendAudit(trx, {
      ...by,
      at: view.now,
      action: 'mail.resend',
      target: { kind: 'mail', reference: String(id) },
      outcome: 'done',
      detail: { event: mail.event, tries: mail.tries, outcome: mail.outcome },
    });
  });
}

const refusals = {
  'not-dead': 'ERR_CONFLICT',
  erased: 'ERR_MAIL_ERASED',
  expired: 'ERR_MAIL_EXPIRED',
} as const;
