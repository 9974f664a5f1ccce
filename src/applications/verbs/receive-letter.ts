import { taipeiDate, toStoredTime } from '../../clock.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import { institutionRoles } from '../../roles.js';
import type { ApplicationWithForm } from '../application.js';
import { findLetterFaults, foldNumber, type TypedLetter } from '../rules/letter.js';
import type { ApplicationServices } from '../services.js';
import { findApplication } from '../store/application-store.js';
import { type AttachedFile, attachDocument } from '../store/document-store.js';
import { insertLetter } from '../store/letter-store.js';
import { act, type Deed } from './act.js';
import { dueDateOf } from './dates.js';
import { mailFiller } from './notify.js';

/** What recording a letter would come to: the application it belongs to, and everything that does not match. */
export interface CheckedLetter {
  readonly application: ApplicationWithForm | undefined;
  readonly faults: readonly FieldProblem[];
}

/** Compares a letter with its application. Saves nothing. */
export async function checkLetter(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  letter: TypedLetter,
  at: Date,
): Promise<CheckedLetter> {
  const found = await findApplication(services, foldReference(letter.reference));
  const application = found?.state === 'draft' ? undefined : found;
  return { application, faults: findLetterFaults(letter, application, taipeiDate(at)) };
}

/**
 * Records the formal letter of an application, with its scan if there is one; the clock starts and the filler is told.
 *
 * @param order.version of the application that `checkLetter` gave
 * @throws Problem as `act`; `ERR_FIELDS` with what `checkLetter` tells
 */
export async function receiveLetter(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'calendar' | 'settings'>,
  {
    letter,
    version,
    file,
  }: { readonly letter: TypedLetter; readonly version: number; readonly file?: AttachedFile },
  by: Deed,
): Promise<ApplicationWithForm> {
  const { at } = by;
  // What does not match would tell whether the application exists.
  if (by.actor === null || institutionRoles.includes(by.actor.role))
    throw new Problem('ERR_APPLICATION_UNKNOWN');
  const { faults } = await checkLetter(services, letter, at);
  if (faults.length > 0) throw new Problem('ERR_FIELDS', { fields: faults });
  const order = { reference: foldReference(letter.reference), version };
  return act(services, order, by, 'receive-letter', async (trx, application) => {
    const dueDate = dueDateOf(services, at);
    const kept = {
      senderNumber: foldNumber(letter.senderNumber),
      senderDate: letter.senderDate,
      ownNumber: foldNumber(letter.ownNumber),
      ownDate: letter.ownDate,
    };
    await insertLetter(trx, application.id, { ...kept, receivedAt: at });
    if (file !== undefined) await attachDocument(trx, application, 'letter', file, at);
    const { way } = application;
    await mailFiller(trx, application, 'application-received', { way, dueDate: dueDate ?? '' }, at);
    return {
      columns: { submitted_at: toStoredTime(at), due_date: dueDate, lapse_date: null },
      detail: { ...kept, dueDate, document: file?.document.id ?? null },
    };
  });
}

/** A number as people type it: any width and case, and blanks or none around the hyphen. */
export function foldReference(typed: string): string {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s‐‑‒–—−-]+/g, '');
  const reference = `${plain.slice(0, 8)}-${plain.slice(8)}`;
  return isNumber('A', reference) || isNumber('C', reference) ? reference : '';
}
