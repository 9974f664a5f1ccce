/** Chinese (Taiwan) comes first; English second. */
export const languages = ['zh-Hant', 'en'] as const;

export type Language = (typeof languages)[number];
