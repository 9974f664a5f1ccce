import type { FieldProblem } from '../../problems/index.js';
import type { ApplicationForm } from '../forms/form.js';
import type { FormSettings, Read } from '../forms/typed.js';
import type { ApplicationKind } from '../ways.js';
import { type FieldNames, orderOfFields, type Values } from './values.js';

/** One of the forms that are open to everybody: the pages are the same for each. */
export interface PublicFlow {
  readonly kind: ApplicationKind;
  /** Where its pages are. */
  readonly path: '/apply' | '/change';
  /** The page with the form itself. */
  readonly view: string;
  readonly names: FieldNames;
  /** Reads what was typed. */
  read(values: Values, settings: FormSettings): Read<ApplicationForm>;
  /** What the form begins with that mends an application which was returned. */
  valuesOf(form: ApplicationForm): Values;
}

/** Everything to be mended, in the order of the page, each sentence once. */
export function inOrder(
  names: FieldNames,
  ...faults: readonly (readonly FieldProblem[])[]
): readonly FieldProblem[] {
  const order = orderOfFields(names);
  const placeOf = ({ field }: FieldProblem) => {
    const place = order.indexOf(field);
    return place < 0 ? order.length : place;
  };
  const seen = new Set<string>();
  return faults
    .flat()
    .filter(({ field, code }) => {
      const key = `${field} ${code}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((one, other) => placeOf(one) - placeOf(other));
}
