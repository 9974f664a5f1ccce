import type { Request, Response } from 'express';
import type { AccountWithRanges } from '../../accounts/index.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import { formOf } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { ChangeForm } from '../forms/form.js';
import { formLimits } from '../forms/typed.js';
import type { ApplicationPageServices } from '../page-services.js';
import { filersOf } from '../rules/filing.js';
import { type InstitutionRole, wayCell } from '../ways.js';
import {
  type ChangeSheet,
  changesOpenTo,
  readChange,
  readChangeSheet,
  rearrangeChange,
  valuesOfChange,
} from './change-sheet.js';
import { declarationFaults } from './declaration-tick.js';
import { institutionOf, viewerOf } from './who.js';

/** Where the form of changes is filled in: a new one, or a draft's. */
export interface ChangePlace {
  readonly action: string;
  readonly account: AccountWithRanges;
  /** The draft's number; undefined before there is one, then the declaration is asked for. */
  readonly reference?: string;
}

/** Shows the form with what the account has now. */
export function showChangeForm(
  { render }: Pick<ApplicationPageServices, 'render'>,
  request: Request,
  response: Response,
  place: ChangePlace,
  {
    sheet,
    ...model
  }: {
    readonly sheet: ChangeSheet;
    readonly problem?: Problem;
    readonly focus?: string;
    readonly accepted?: boolean;
  },
): void {
  const { account } = place;
  const role: InstitutionRole = account.role === 'manager' ? 'manager' : 'reporter';
  const as = filersOf(institutionOf(request).code, viewerOf(request), account);
  render(request, response, 'applications/institution/views/change.njk', {
    place,
    account,
    ranges: account.ranges.map(formatOnForm),
    choices: changesOpenTo(as, account).map((name) => ({ name, way: wayCell(name, role).way })),
    otherRole: role === 'manager' ? 'reporter' : 'manager',
    rows: sheet.rows.length,
    most: formLimits,
    declarationVersion,
    values: { ...valuesOfChange(sheet), declaration: model.accepted ? [declarationVersion] : [] },
    ...model,
  });
}

/** Reads what the form sent; without a form the page has been shown again, as `takeNewAccounts` does. */
export function takeChange(
  services: Pick<ApplicationPageServices, 'render' | 'formSettings'>,
  request: Request,
  response: Response,
  place: ChangePlace,
): ChangeForm | undefined {
  const sent = formOf(request);
  const sheet = readChangeSheet(sent);
  const unaccepted = place.reference === undefined ? declarationFaults(sent) : [];
  const accepted = unaccepted.length === 0;
  const rearranged = rearrangeChange(sheet, sent.text('action'));
  if (rearranged !== undefined) {
    showChangeForm(services, request, response, place, { ...rearranged, accepted });
    return undefined;
  }
  const { form, fields = [] } = readChange(
    sheet,
    place.account,
    institutionOf(request).code,
    services.formSettings,
  );
  const toMend = [...fields, ...unaccepted];
  if (form !== undefined && toMend.length === 0) return form;
  showChangeForm(services, request, response, place, {
    sheet,
    problem: new Problem('ERR_FIELDS', { fields: toMend }),
    accepted,
  });
  return undefined;
}
