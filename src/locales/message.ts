import { type Formatters, IntlMessageFormat } from 'intl-messageformat';
import { type Language, localeTags } from './languages.js';
import { dateTimeFormat } from './zone.js';

/** What a message may name. A link or other element is a function that gets the text inside its tag. */
export type MessageParams = Readonly<Record<string, string | number | Date>>;

/**
 * Compiles one ICU message for a language. Dates and times in it are those of Taipei.
 *
 * @throws TypeError when the text is no ICU MessageFormat
 */
export function compileMessage(
  language: Language,
  text: string,
  markup: 'plain' | 'tags',
): IntlMessageFormat {
  try {
    return new IntlMessageFormat(text, localeTags[language], undefined, {
      formatters,
      ignoreTag: markup === 'plain',
    });
  } catch (cause) {
    throw new TypeError(`This text is no ICU message: ${text}`, { cause });
  }
}

const formatters: Formatters = {
  getNumberFormat: (locales, options) => new Intl.NumberFormat(locales, options),
  getDateTimeFormat: (locales, options) => dateTimeFormat(String(locales), options ?? {}),
  getPluralRules: (locales, options) => new Intl.PluralRules(locales, options),
};
