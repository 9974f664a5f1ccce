import { Problem } from '../../problems/index.js';
import type { Form } from '../../web/index.js';

/**
 * The new password of a form with `newPassword` and `repeatPassword`.
 *
 * @throws Problem `ERR_FIELDS` when it is missing or the two differ
 */
export function newPasswordOf(form: Form): string {
  const newPassword = form.secret('newPassword');
  if (newPassword === '') {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'newPassword', code: 'ERR_PASSWORD_MISSING' }] });
  }
  if (newPassword !== form.secret('repeatPassword')) {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'repeatPassword', code: 'ERR_PASSWORD_REPEAT' }] });
  }
  return newPassword;
}
