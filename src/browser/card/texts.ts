/** The texts that a page gives its script, by name, as JSON in `data-texts`. */
export type Texts = Readonly<Record<string, string>>;

/** Reads the texts of an element. */
export function textsOf(element: HTMLElement): Texts {
  return JSON.parse(element.dataset.texts ?? '{}') as Texts;
}

/** The language of the page, as the card agent names it. */
export function pageLanguage(): 'zh-Hant' | 'en' {
  return document.documentElement.lang === 'en' ? 'en' : 'zh-Hant';
}
