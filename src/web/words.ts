import nunjucks from 'nunjucks';
import {
  formatDate,
  formatDateTime,
  formatNumber,
  formatRocDate,
  formatTime,
  type Language,
  type MessageParams,
  translate,
  translatePieces,
} from '../locales/index.js';
import { setParagraphs } from './paragraphs.js';

/** The functions that views write words, dates and numbers with, in one language. */
export function wordsOf(language: Language) {
  return words[language];
}

const words = { 'zh-Hant': makeWords('zh-Hant'), en: makeWords('en') };

function makeWords(language: Language) {
  return {
    /** A text of the catalogue. */
    t: (key: string, params?: MessageParams) => translate(language, key, params),
    /** A text with links: `<a>…</a>` in the text leads to `links.a`. */
    tRich: (key: string, links: Readonly<Record<string, string>>, params: MessageParams = {}) =>
      markUp(language, key, links, params),
    /** Paragraphs, one for each line of the text; lines that begin with `- ` become a list. Links as in `tRich`. */
    tProse: (key: string, links: Readonly<Record<string, string>> = {}, params: MessageParams = {}) =>
      new nunjucks.runtime.SafeString(setParagraphs(markUp(language, key, links, params).toString())),
    formatDate: (day: Date | string) => formatDate(language, day),
    formatRocDate: (day: Date | string) => formatRocDate(language, day),
    formatTime: (moment: Date | string) => formatTime(language, moment),
    formatDateTime: (moment: Date | string) => formatDateTime(language, moment),
    formatNumber: (value: number) => formatNumber(language, value),
  };
}

function markUp(
  language: Language,
  key: string,
  links: Readonly<Record<string, string>>,
  params: MessageParams,
): nunjucks.runtime.SafeString {
  const pieces = translatePieces(language, key, params, [...Object.keys(links), ...emphasis]);
  const html = pieces.map((piece) => {
    if (typeof piece === 'string') return escapeHtml(piece);
    const href = links[piece.tag];
    if (href === undefined) return emphasise(piece.tag, escapeHtml(piece.text));
    return `<a class="govuk-link" href="${escapeHtml(href)}">${escapeHtml(piece.text)}</a>`;
  });
  return new nunjucks.runtime.SafeString(html.join(''));
}

/** Tags that a text may have without a link; `nobr` keeps telephone numbers on one line. */
const emphasis = ['strong', 'kbd', 'nobr'];

function emphasise(tag: string, html: string): string {
  return tag === 'nobr' ? `<span class="jb-nowrap">${html}</span>` : `<${tag}>${html}</${tag}>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
