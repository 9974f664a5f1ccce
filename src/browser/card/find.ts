/** The element of a page that its script cannot do without. */
export function find<E extends HTMLElement>(within: HTMLElement, selector: string): E {
  const element = within.querySelector<E>(selector);
  if (element === null) throw new TypeError(`The page has no ${selector}.`);
  return element;
}
