import { type Language, type MessageParams, translate } from '../../locales/index.js';
import { type CellText, pageStyle, type TextLook } from '../../pdf/index.js';

/** The form is Chinese, since officials read it; who chose English finds each text in English below it, smaller. */
export interface FormWords {
  /** The Chinese text. */
  say(key: string, params?: MessageParams): string;
  /** The text, and its English below it if that is wanted. */
  tell(key: string, look: TextLook, params?: MessageParams): readonly CellText[];
  /** The English text alone, undefined when it is not wanted. */
  caption(key: string, params?: MessageParams): string | undefined;
}

export function formWords(language: Language): FormWords {
  const say: FormWords['say'] = (key, params) => translate('zh-Hant', key, params);
  const caption: FormWords['caption'] = (key, params) =>
    language === 'en' ? translate('en', key, params) : undefined;
  return {
    say,
    caption,
    tell(key, look, params) {
      const english = caption(key, params);
      const text = { text: say(key, params), look };
      return english === undefined ? [text] : [text, { text: english, look: looks.caption }];
    },
  };
}

const { colour } = pageStyle;

/** How the texts of the form look. */
export const looks = {
  title: { weight: 'bold', size: 17, colour: colour.text },
  heading: { weight: 'bold', size: 11, colour: colour.text },
  label: { weight: 'bold', size: 9.5, colour: colour.text },
  value: { weight: 'regular', size: 10, colour: colour.text },
  note: { weight: 'regular', size: 8.5, colour: colour.text },
  caption: { weight: 'regular', size: 7, colour: colour.quiet },
  small: { weight: 'regular', size: 8.5, colour: colour.quiet },
} as const satisfies Readonly<Record<string, TextLook>>;
