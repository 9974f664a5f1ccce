import { type FieldProblem, Problem } from '../../problems/index.js';
import type { Form } from '../../web/index.js';

/**
 * The new password of a form with `newPassword` and `repeatPassword`; `faults` says when the two differ, to be told
 * together with the rules that the password breaks.
 *
 * @throws Problem `ERR_FIELDS` when it is missing
 */
export function newPasswordOf(form: Form): {
  readonly newPassword: string;
  readonly faults: readonly FieldProblem[];
} {
  const newPassword = form.secret('newPassword');
  if (newPassword === '') {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'newPassword', code: 'ERR_PASSWORD_MISSING' }] });
  }
  const repeated = newPassword === form.secret('repeatPassword');
  return {
    newPassword,
    faults: repeated ? [] : [{ field: 'repeatPassword', code: 'ERR_PASSWORD_REPEAT' }],
  };
}
