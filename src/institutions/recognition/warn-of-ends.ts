import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { type Clock, taipeiDate, toStoredTime } from '../../clock.js';
import { type Database, inTransaction, isDuplicate } from '../../database/index.js';
import type { Language } from '../../locales/index.js';
import { enqueueMail } from '../../mail/index.js';
import type { Institution } from '../institution.js';
import { listInstitutions } from '../store.js';
import { endingSoon, type RecognitionEnd } from './standing.js';

/** Whom the warning goes to, and the language in which they read it. */
export interface Manager {
  readonly to: string;
  readonly language: Language;
}

export interface WarningServices {
  readonly db: Database;
  readonly clock: Clock;
  /** An institution's active managers, as mail reaches them; accounts know, this feature does not. */
  readonly managersOf: (db: Database, institutionId: number) => Promise<readonly Manager[]>;
}

/**
 * Mails the managers of every institution of which a recognition ends within 60 days: once for each kind and last day,
 * however often this runs; a run that was missed is made up by the next. Gives how many ends were told.
 */
export async function warnOfRecognitionEnds(services: WarningServices): Promise<number> {
  const { db, clock, managersOf } = services;
  const at = clock();
  const day = taipeiDate(at);
  let told = 0;
  for (const institution of await listInstitutions(db)) {
    const ends = endingSoon(institution.recognitions, day);
    if (ends.length === 0) continue;
    told += await inTransaction(db, async (trx) => {
      const managers = await managersOf(trx, institution.id);
      // Without a manager nobody was told: the next run tries again.
      return managers.length === 0 ? 0 : tellAll(trx, institution, ends, managers, at);
    });
  }
  return told;
}

async function tellAll(
  trx: Knex.Transaction,
  institution: Institution,
  ends: readonly RecognitionEnd[],
  managers: readonly Manager[],
  at: Date,
): Promise<number> {
  let told = 0;
  for (const end of ends) {
    if (!(await claimWarning(trx, institution.id, end, at))) continue;
    told += 1;
    for (const { to, language } of managers) {
      await enqueueMail(trx, {
        event: 'recognition-ending',
        to,
        language,
        params: { institutionName: institution.name, institutionCode: institution.code, ...end },
        at,
      });
    }
    await appendAudit(trx, {
      at,
      actor: null,
      address: null,
      action: 'institution.warn',
      target: { kind: 'institution', reference: institution.code },
      outcome: 'done',
      detail: { ...end, mails: managers.length },
      reference: null,
    });
  }
  return told;
}

/** False when the end was told before. */
async function claimWarning(
  trx: Knex.Transaction,
  institutionId: number,
  { kind, until }: RecognitionEnd,
  at: Date,
): Promise<boolean> {
  const key = { institution_id: institutionId, kind, valid_until: until };
  if ((await trx('recognition_warnings').where(key).first()) !== undefined) return false;
  try {
    await trx('recognition_warnings').insert({ ...key, warned_at: toStoredTime(at) });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
