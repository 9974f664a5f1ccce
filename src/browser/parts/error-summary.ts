/**
 * Moves the focus to the error summary when a page comes with one, and from its links into the fields themselves, with
 * the label in sight.
 */
export function focusErrorSummary(page: Document): void {
  const summary = page.querySelector<HTMLElement>('.govuk-error-summary');
  if (summary === null) return;
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const field = link === null ? null : page.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field === null) return;
    event.preventDefault();
    (labelOf(field) ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

function labelOf(field: HTMLElement): Element | null {
  const fieldset = field.closest('fieldset')?.querySelector('legend');
  return fieldset ?? field.ownerDocument.querySelector(`label[for="${CSS.escape(field.id)}"]`);
}
