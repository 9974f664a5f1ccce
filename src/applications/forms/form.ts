import type { IpRange } from '../../ip-ranges/index.js';
import { type ChangeName, changeNames, type InstitutionRole } from '../ways.js';

/** What an application asks for, checked. It is sealed as a whole; nothing of it can change after `confirmed`. */
export type ApplicationForm = NewAccountForm | ChangeForm;

/** 新使用者帳號申請表: one manager, or one or more reporters. */
export interface NewAccountForm {
  readonly kind: 'new-account';
  readonly institutionCode: string;
  readonly role: InstitutionRole;
  readonly accounts: readonly AccountFields[];
  readonly filler: Filler;
  /** Why ranges wider than usual are needed; empty when none is. A reviewer has to confirm them. */
  readonly wideReason: string;
}

/** One account that is asked for. */
export interface AccountFields {
  readonly userName: string;
  /** As on the card. */
  readonly name: string;
  readonly telephone: string;
  /** Empty for none. */
  readonly extension: string;
  readonly mobile: string;
  readonly email: string;
  readonly ranges: readonly RangeField[];
}

/** A range and how it was typed. */
export interface RangeField {
  readonly typed: string;
  readonly range: IpRange;
}

/** 填表人: where notices and the code of the progress page go. */
export interface Filler {
  readonly name: string;
  readonly telephone: string;
  /** Empty for none. */
  readonly extension: string;
  readonly email: string;
}

/** 使用者帳號異動/停用申請表, for one account. */
export interface ChangeForm {
  readonly kind: 'change';
  readonly institutionCode: string;
  readonly userName: string;
  readonly changes: Changes;
  readonly holder: Holder;
  readonly filler: Filler;
  readonly wideReason: string;
}

/**
 * What is to change; at least one. `from` is what was there when the form was filed, null when it was filed from the home
 * page: what is there is shown to nobody who is not logged in.
 */
export interface Changes {
  readonly ranges?: { readonly from: readonly RangeField[] | null; readonly to: readonly RangeField[] };
  readonly role?: { readonly from: InstitutionRole | null; readonly to: InstitutionRole };
  readonly email?: { readonly from: string | null; readonly to: string };
  readonly disable?: true;
  readonly reactivate?: true;
}

/** The holder of the account, as the form asks. */
export interface Holder {
  readonly name: string;
  readonly telephone: string;
  /** Empty for none. */
  readonly extension: string;
  readonly mobile: string;
  readonly email: string;
}

/** The names of what a form changes, in the order of the form. */
export function changesAsked({ changes }: ChangeForm): readonly ChangeName[] {
  return changeNames.filter((name) => changes[name] !== undefined);
}
