import type { Form } from '../../web/index.js';
import type { ProfileForm } from '../complete-profile.js';

/** What the profile's form holds, as typed. */
export function profileFormOf(form: Form): ProfileForm {
  return {
    telephone: form.text('telephone'),
    telephoneExtension: form.text('telephoneExtension'),
    mobile: form.text('mobile'),
    email: form.text('email'),
  };
}
