import type { FieldProblem } from '../../problems/index.js';
import type { Filler } from '../forms/form.js';
import type { TypedFiller } from '../forms/typed.js';
import type { Values } from './values.js';

/** 填表人, and the tick that spares typing it when it is the account's holder. */
export const fillerFields = [
  'filler-same',
  'filler-name',
  'filler-telephone',
  'filler-extension',
  'filler-email',
] as const;

/** The filler as typed, or the holder when the two are ticked to be one. */
export function typedFillerOf(values: Values, holder: TypedFiller): TypedFiller {
  if (isSame(values)) return holder;
  return {
    name: values['filler-name'] ?? '',
    telephone: values['filler-telephone'] ?? '',
    extension: values['filler-extension'] ?? '',
    email: values['filler-email'] ?? '',
  };
}

/** What must be mended of the holder is told once, at the holder's fields. */
export function withoutSameFiller(values: Values, fields: readonly FieldProblem[]): readonly FieldProblem[] {
  return isSame(values) ? fields.filter(({ field }) => !field.startsWith('filler-')) : fields;
}

/** The fields as they were typed into an application. */
export function valuesOfFiller({ name, telephone, extension, email }: Filler): Values {
  return {
    'filler-same': '',
    'filler-name': name,
    'filler-telephone': telephone,
    'filler-extension': extension,
    'filler-email': email,
  };
}

function isSame(values: Values): boolean {
  return values['filler-same'] === 'yes';
}
