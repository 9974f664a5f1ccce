import type { Translate } from '../../locales/index.js';
import type { ChoiceOption, Filter } from './list.js';
import { all } from './read-filter.js';

/** A filter as `web/lists/list.njk` draws it; what it holds and what must be mended are in the page's `values` and `fieldErrors`. */
export type ShownFilter =
  | { readonly kind: 'text'; readonly key: string; readonly label: string; readonly hint: string | undefined }
  | {
      readonly kind: 'choice';
      readonly key: string;
      readonly label: string;
      readonly items: readonly { readonly value: string; readonly text: string }[];
    }
  | { readonly kind: 'dates'; readonly key: string; readonly label: string };

/** What of a filter is drawn. */
export function showFilter(filter: Filter, t: Translate): ShownFilter {
  const { kind, key } = filter;
  const label = t(filter.label);
  if (kind === 'dates') return { kind, key, label };
  if (kind === 'text') return { kind, key, label, hint: filter.hint && t(filter.hint) };
  const items = filter.options.map(({ value, text }) => ({ value, text: textOf(text, t) }));
  return { kind, key, label, items: [{ value: all, text: t('lists.filter.all') }, ...items] };
}

function textOf(text: ChoiceOption['text'], t: Translate): string {
  return typeof text === 'string' ? t(text) : text(t);
}
