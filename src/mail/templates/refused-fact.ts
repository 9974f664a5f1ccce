import { formatNumber, type Language, type Translate } from '../../locales/index.js';

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** How many rows are not stored; nothing when there are none. */
export function refusedFact(refused: number | undefined, { t, language }: Words) {
  if (refused === undefined) return [];
  return [{ label: t('mail.label.refused-rows'), value: formatNumber(language, refused) }];
}
