// The page of a submission: the card signs its file before the form is sent. The PIN goes to the card agent on this
// computer only.

import { SignForm } from './sign/sign-form.js';

const form = document.querySelector<HTMLFormElement>('form[data-module="sign"]');
if (form !== null) new SignForm(form).begin();
