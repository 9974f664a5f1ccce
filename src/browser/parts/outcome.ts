/**
 * Moves the focus to what came of the last step when a page begins with it, so that a reader of the screen begins there.
 * A change of the page alone is not announced when the page is new.
 */
export function focusOutcome(page: Document): void {
  const outcome = page.querySelector<HTMLElement>('.govuk-notification-banner--success, [data-outcome]');
  if (outcome === null || page.querySelector('.govuk-error-summary') !== null) return;
  outcome.tabIndex = -1;
  outcome.focus();
}
