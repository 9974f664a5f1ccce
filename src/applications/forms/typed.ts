import type { RangeSettings } from '../../ip-ranges/index.js';
import type { FieldProblem } from '../../problems/index.js';

/** What was read from a form: the form itself, or what must be mended, in the order of the form. */
export type Read<Form> =
  | { readonly form: Form; readonly fields?: undefined }
  | { readonly form?: undefined; readonly fields: readonly [FieldProblem, ...FieldProblem[]] };

/** The new-account form as typed. */
export interface TypedNewAccount {
  readonly institutionCode: string;
  readonly role: string;
  readonly accounts: readonly TypedAccount[];
  readonly filler: TypedFiller;
  readonly wideReason: string;
}

export interface TypedAccount {
  readonly userName: string;
  readonly name: string;
  readonly telephone: string;
  readonly extension: string;
  readonly mobile: string;
  readonly email: string;
  /** Rows as `parseRange` takes them; empty ones do not count. */
  readonly ranges: readonly string[];
}

export interface TypedFiller {
  readonly name: string;
  readonly telephone: string;
  readonly extension: string;
  readonly email: string;
}

/** The change form as typed. */
export interface TypedChange {
  readonly institutionCode: string;
  readonly userName: string;
  /** Names of changes; what is not ticked is not read. */
  readonly ticked: readonly string[];
  readonly ranges: readonly string[];
  readonly role: string;
  readonly email: string;
  readonly holder: TypedHolder;
  readonly filler: TypedFiller;
  readonly wideReason: string;
}

export interface TypedHolder {
  readonly name: string;
  readonly telephone: string;
  readonly extension: string;
  readonly mobile: string;
  readonly email: string;
}

export interface FormSettings {
  readonly ranges: RangeSettings;
}

/** How much one form takes. */
export const formLimits = { accounts: 20, ranges: 20, nameLength: 60, wideReasonLength: 500 } as const;

/** Makes the result of reading: the form when nothing is to be mended. */
export function readOf<Form>(form: Form, fields: readonly FieldProblem[]): Read<Form> {
  const [first, ...others] = fields;
  return first === undefined ? { form } : { fields: [first, ...others] };
}
