// The login page: the card signs before the form is sent. The PIN goes to the card agent on this computer only.

import { LoginForm } from './card/login-form.js';

const form = document.querySelector<HTMLFormElement>('form[data-module="login"]');
if (form !== null) new LoginForm(form).begin();
