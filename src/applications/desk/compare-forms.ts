import type { ApplicationForm } from '../forms/form.js';
import { type FormGroup, formGroups } from './form-rows.js';

/** A value that is not what it was in the round before; empty where there was or is none. */
export interface Difference {
  readonly kind: FormGroup['kind'];
  /** The account, for groups of several. */
  readonly userName: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What was mended since an application was returned, in the order of the form. Accounts are told apart by their place
 * among those that were returned, since the user name may be what was mended. Pure.
 *
 * @param before what was returned, as `formToStartFrom` gives it
 */
export function compareForms(before: ApplicationForm, after: ApplicationForm): readonly Difference[] {
  const old = placed(formGroups(before));
  const now = placed(formGroups(after));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((place) =>
    compareGroups(old.get(place), now.get(place)),
  );
}

/** Groups by kind and place among their kind. */
function placed(groups: readonly FormGroup[]): ReadonlyMap<string, FormGroup> {
  return new Map(
    groups.map((group, index) => {
      const place = groups.slice(0, index).filter(({ kind }) => kind === group.kind).length;
      return [`${group.kind}-${place}`, group];
    }),
  );
}

function compareGroups(before: FormGroup | undefined, after: FormGroup | undefined): readonly Difference[] {
  const group = after ?? before;
  if (group === undefined) return [];
  const old = valuesOf(before);
  const now = valuesOf(after);
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((field) => ({
      kind: group.kind,
      userName: group.userName,
      field,
      before: old.get(field) ?? '',
      after: now.get(field) ?? '',
    }))
    .filter((difference) => difference.before !== difference.after);
}

function valuesOf(group: FormGroup | undefined): ReadonlyMap<string, string> {
  return new Map((group?.rows ?? []).map(({ field, value }) => [field, value]));
}
