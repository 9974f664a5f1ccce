import type { Role } from '../roles.js';
import { mayUse } from './access.js';
import type { Who } from './route.js';
import type { Actor } from './visit.js';

/** One link of the main navigation. */
export interface NavigationItem {
  readonly href: string;
  /** Key of the text in the catalogue, e.g. `reports.navigation`. */
  readonly text: string;
  readonly who: Who | 'not-signed-in';
  /** Pages elsewhere that belong to it, with those below them. */
  readonly pages?: readonly string[];
  /** For these roles the link stands on the page of the menu, with this hint, and not among the main links. */
  readonly inMenu?: { readonly of: readonly Role[]; readonly hint: string };
}

/** The page that gathers what is not needed every day. */
export interface NavigationMenu {
  readonly href: string;
  readonly text: string;
}

/** A link as a view shows it. */
export interface ShownLink {
  readonly href: string;
  readonly text: string;
  readonly current: boolean;
  /** The page shown is below it. */
  readonly active: boolean;
  /** It leads to the page of the menu, which every page that is listed there has above it. */
  readonly isMenu?: true;
}

/** The links somebody may use, and which of them leads to the page shown or to the pages below it. */
export function navigationFor(
  actor: Actor | undefined,
  items: readonly NavigationItem[],
  path: string,
  menu?: NavigationMenu,
): readonly ShownLink[] {
  const inMenu = menuFor(actor, items);
  const links = items.filter((item) => isFor(actor, item) && !inMenu.includes(item));
  const main = links.map(
    (item): ShownLink => ({
      href: item.href,
      text: item.text,
      current: item.href === path,
      active: isOf(path, item) && !isOfDeeper(path, item, links),
    }),
  );
  if (menu === undefined || inMenu.length === 0) return main;
  const active = inMenu.some(({ href }) => href === path || isBelow(path, href));
  // Before the help, which is for everybody and comes last.
  const help = main.findIndex(({ href }) => href.startsWith('/help'));
  return main.toSpliced(help < 0 ? main.length : help, 0, {
    ...menu,
    current: menu.href === path,
    active,
    isMenu: true,
  });
}

/** What the page of the menu lists for somebody. */
export function menuFor(
  actor: Actor | undefined,
  items: readonly NavigationItem[],
): readonly NavigationItem[] {
  return items.filter(
    (item) => actor !== undefined && isFor(actor, item) && item.inMenu?.of.includes(actor.role) === true,
  );
}

function isFor(actor: Actor | undefined, { who }: NavigationItem): boolean {
  return who === 'not-signed-in' ? actor === undefined : mayUse(who, actor);
}

/** Below its page, or among the pages elsewhere that belong to it. */
function isOf(path: string, { href, pages = [] }: NavigationItem): boolean {
  return isBelow(path, href) || pages.some((page) => page === path || isBelow(path, page));
}

/** Whether another link, to a page below this one's, is nearer to the page shown. */
function isOfDeeper(path: string, { href }: NavigationItem, links: readonly NavigationItem[]): boolean {
  return links.some((link) => isBelow(link.href, href) && (link.href === path || isOf(path, link)));
}

function isBelow(path: string, href: string): boolean {
  return href !== '/' && path.startsWith(`${href}/`);
}
