/** A form that was sent is not sent again by a second click, until the page is shown anew. */
export function preventDoubleSubmit(page: Document): void {
  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset.sent === 'yes') return event.preventDefault();
    form.dataset.sent = 'yes';
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
  });
  // Coming back with the browser's button shows the page as it was left.
  page.defaultView?.addEventListener('pageshow', () => {
    for (const form of page.forms) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
    }
  });
}
