// The page of a forgotten password: takes the secret behind the link's # into the form and out of the address.

const field = document.querySelector<HTMLInputElement>('#link');
const group = document.querySelector<HTMLElement>('[data-reset-link]');

function takeSecret(): void {
  const secret = location.hash.slice(1);
  // Other fragments lead to places on the page.
  if (!/^[\w-]{43}$/.test(secret) || field === null) return;
  field.value = secret;
  history.replaceState(null, '', location.pathname + location.search);
  hideWhenFilled();
}

function hideWhenFilled(): void {
  if (group !== null && field !== null) group.hidden = field.value !== '' && group.dataset.resetLink === '';
}

window.addEventListener('hashchange', takeSecret);
takeSecret();
hideWhenFilled();
