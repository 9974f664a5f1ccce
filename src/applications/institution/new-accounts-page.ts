import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { findInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import { formOf } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { NewAccountForm } from '../forms/form.js';
import { formLimits } from '../forms/typed.js';
import type { ApplicationPageServices } from '../page-services.js';
import { findNameFaults, loadNamesInUse } from '../rules/names-free.js';
import { isRecognised } from '../rules/recognition.js';
import type { InstitutionRole } from '../ways.js';
import { declarationFaults } from './declaration-tick.js';
import {
  type NewAccountsSheet,
  readNewAccounts,
  readNewAccountsSheet,
  rearrangeNewAccounts,
  valuesOfNewAccounts,
} from './new-accounts-sheet.js';
import { institutionOf } from './who.js';

/** Where the form of new accounts is filled in: a new one, or a draft’s. */
export interface NewAccountsPlace {
  /** Where the form is sent to. */
  readonly action: string;
  readonly role: InstitutionRole;
  /** The draft's number; undefined before there is one, then the declaration is asked for. */
  readonly reference?: string;
}

/** Shows the form. */
export async function showNewAccounts(
  { db, clock, render }: Pick<ApplicationPageServices, 'db' | 'clock' | 'render'>,
  request: Request,
  response: Response,
  place: NewAccountsPlace,
  {
    sheet,
    ...model
  }: {
    readonly sheet: NewAccountsSheet;
    readonly problem?: Problem;
    readonly focus?: string;
    readonly accepted?: boolean;
  },
): Promise<void> {
  const { code, name } = institutionOf(request);
  const institution = await findInstitution(db, code);
  render(request, response, 'applications/institution/views/new-accounts.njk', {
    place,
    institution: { code, name },
    recognised: institution !== undefined && isRecognised(institution, taipeiDate(clock())),
    accounts: sheet.accounts.map(({ rows }) => ({ rows: rows.length })),
    most: formLimits,
    declarationVersion,
    values: {
      ...valuesOfNewAccounts(sheet),
      declaration: model.accepted ? [declarationVersion] : [],
    },
    ...model,
  });
}

/**
 * Reads what the form sent. When it is not to go on, because a button rearranged it or something must be mended, the page
 * has been shown and there is no form.
 */
export async function takeNewAccounts(
  services: Pick<ApplicationPageServices, 'db' | 'clock' | 'render' | 'formSettings'>,
  request: Request,
  response: Response,
  place: NewAccountsPlace,
): Promise<NewAccountForm | undefined> {
  const sent = formOf(request);
  const sheet = readNewAccountsSheet(sent);
  const unaccepted = place.reference === undefined ? declarationFaults(sent) : [];
  const accepted = unaccepted.length === 0;
  const rearranged = rearrangeNewAccounts(sheet, sent.text('action'));
  if (rearranged !== undefined) {
    await showNewAccounts(services, request, response, place, { ...rearranged, accepted });
    return undefined;
  }
  const institutionCode = institutionOf(request).code;
  const { form, fields = [] } = readNewAccounts(
    sheet,
    { institutionCode, role: place.role },
    services.formSettings,
  );
  const inUse = form === undefined ? [] : findNameFaults(form, await loadNamesInUse(services.db, form));
  const toMend = [...fields, ...inUse, ...unaccepted];
  if (form !== undefined && toMend.length === 0) return form;
  const problem = new Problem('ERR_FIELDS', { fields: toMend });
  await showNewAccounts(services, request, response, place, { sheet, problem, accepted });
  return undefined;
}
