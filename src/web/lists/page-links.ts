/** What `pagination` of `web/lists/parts.njk` shows. */
export interface PageLinks {
  readonly page: number;
  readonly last: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly items: readonly (PageLink | { readonly gap: true })[];
}

export interface PageLink {
  readonly number: number;
  readonly href: string;
  readonly current: boolean;
}

/**
 * The numbered pages: the first, the last, and those around the one shown.
 *
 * @param page from 1
 * @param hrefOf the address of a page
 */
export function pageLinks(page: number, last: number, hrefOf: (page: number) => string): PageLinks {
  const near = [1, page - 1, page, page + 1, last].filter((number) => number >= 1 && number <= last);
  const numbers = [...new Set(near)].sort((one, other) => one - other);
  return {
    page,
    last,
    previous: page > 1 ? hrefOf(page - 1) : undefined,
    next: page < last ? hrefOf(page + 1) : undefined,
    items: numbers.flatMap((number, at) => {
      const link: PageLink = { number, href: hrefOf(number), current: number === page };
      return at > 0 && number - (numbers[at - 1] ?? 0) > 1 ? [{ gap: true }, link] : [link];
    }),
  };
}
