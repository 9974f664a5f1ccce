import { mayUse } from './access.js';
import type { Who } from './route.js';
import type { Actor } from './visit.js';

/** One link of the main navigation. */
export interface NavigationItem {
  readonly href: string;
  /** Key of the text in the catalogue, e.g. `reports.navigation`. */
  readonly text: string;
  readonly who: Who | 'not-signed-in';
}

/** The links somebody may use, and which of them leads to the page shown or to the pages below it. */
export function navigationFor(actor: Actor | undefined, items: readonly NavigationItem[], path: string) {
  return items
    .filter(({ who }) => (who === 'not-signed-in' ? actor === undefined : mayUse(who, actor)))
    .map(({ href, text }) => ({ href, text, current: href === path, active: isBelow(path, href) }));
}

function isBelow(path: string, href: string): boolean {
  return href !== '/' && path.startsWith(`${href}/`);
}
