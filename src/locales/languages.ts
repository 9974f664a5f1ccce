/** Chinese (Taiwan) comes first; English second. */
export const languages = ['zh-Hant', 'en'] as const;

export type Language = (typeof languages)[number];

/** Whether this text names one of our languages. */
export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text);
}

/** The BCP 47 tag with which numbers and dates of a language are written. */
export const localeTags: Readonly<Record<Language, string>> = { 'zh-Hant': 'zh-Hant-TW', en: 'en-GB' };
