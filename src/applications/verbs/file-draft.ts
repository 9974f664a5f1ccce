import type { Knex } from 'knex';
import { findAccountByName } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { type RandomBytes, toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { findInstitution } from '../../institutions/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { drawNumber } from '../../reference-numbers/index.js';
import type { ApplicationWithForm } from '../application.js';
import { declarationVersion } from '../declaration.js';
import type { ApplicationForm } from '../forms/form.js';
import { judgeFiling } from '../rules/filing.js';
import type { ApplicationServices } from '../services.js';
import { findApplication, insertApplication, isReferenceTaken } from '../store/application-store.js';
import { writeItems } from '../store/item-store.js';
import { fillerEmailIndex, sealForm } from '../store/sealed.js';
import type { Deed } from './act.js';
import { lapseDateOf } from './dates.js';

export interface NewDraft {
  /** Read by `readNewAccountForm` or `readChangeForm`. */
  readonly form: ApplicationForm;
  readonly language: Language;
  /** Of the declaration that was accepted: `declarationVersion`. */
  readonly acceptedDeclaration: string;
  /** The application this one begins from, if any. */
  readonly previous?: { readonly id: number };
}

/**
 * Keeps a new application as a draft with its reference number; only its filer sees it.
 *
 * @throws Problem `ERR_APPLICATION_DECLARATION`, `ERR_INSTITUTION_UNKNOWN`, `ERR_APPLICATION_FILER` when the table of ways
 *   does not let this person ask for it, `ERR_APPLICATION_ACCOUNT_UNKNOWN`
 */
export async function fileDraft(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'randomBytes' | 'settings'>,
  { form, language, acceptedDeclaration, previous }: NewDraft,
  { at, ...by }: Deed,
): Promise<ApplicationWithForm> {
  if (acceptedDeclaration !== declarationVersion) throw new Problem('ERR_APPLICATION_DECLARATION');
  const { keys, randomBytes } = services;
  return inTransaction(services.db, async (trx) => {
    const institution = await findInstitution(trx, form.institutionCode);
    if (institution === undefined) {
      throw new Problem('ERR_INSTITUTION_UNKNOWN', { params: { code: form.institutionCode } });
    }
    const { way, items } = judgeFiling(form, by.actor, await accountOf(trx, form));
    const reference = await drawReference(trx, {
      letter: form.kind === 'change' ? 'C' : 'A',
      at,
      randomBytes,
    });
    const id = await insertApplication(trx, {
      reference,
      kind: form.kind,
      way,
      institution_id: institution.id,
      filed_by_account_id: by.actor?.accountId ?? null,
      language,
      previous_id: previous?.id ?? null,
      sealed_form: sealForm(keys, reference, form),
      filler_email_index: fillerEmailIndex(keys, form.filler.email),
      declaration_version: acceptedDeclaration,
      declaration_accepted_at: toStoredTime(at),
      created_at: toStoredTime(at),
      lapse_date: lapseDateOf(services, at),
    });
    await writeItems(trx, id, items);
    await appendAudit(trx, {
      ...by,
      at,
      action: 'application.draft',
      target: { kind: 'application', reference },
      outcome: 'done',
      detail: { kind: form.kind, way, institutionCode: institution.code, declaration: acceptedDeclaration },
    });
    const draft = await findApplication({ db: trx, keys }, reference);
    if (draft === undefined) throw new TypeError('The draft is not where it was written.');
    return draft;
  });
}

/** The account that a change form names. */
export async function accountOf(trx: Knex.Transaction, form: ApplicationForm) {
  return form.kind === 'change' ? findAccountByName(trx, form.userName) : undefined;
}

async function drawReference(
  trx: Knex.Transaction,
  {
    letter,
    at,
    randomBytes,
  }: { readonly letter: 'A' | 'C'; readonly at: Date; readonly randomBytes: RandomBytes },
): Promise<string> {
  for (;;) {
    const reference = drawNumber(letter, at, randomBytes);
    if (!(await isReferenceTaken(trx, reference))) return reference;
  }
}
