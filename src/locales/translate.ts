import type { IntlMessageFormat } from 'intl-messageformat';
import { catalogueOf } from './catalogue.js';
import type { Language } from './languages.js';
import { compileMessage, type MessageParams } from './message.js';

/** Gives a text of the catalogue in one language. */
export type Translate = (key: string, params?: MessageParams) => string;

/** A piece of a text with tags: what stands outside them, or the inside of one with the tag's name. */
export type TextPiece = string | { readonly tag: string; readonly text: string };

/**
 * The text of a key, with its placeholders filled.
 *
 * @param key `namespace.key`
 * @throws TypeError when the catalogue has no such key or a placeholder is not given
 */
export function translate(language: Language, key: string, params: MessageParams = {}): string {
  return fill(compiled(language, key, 'plain'), key, params).join('');
}

/**
 * The pieces of a text with tags such as `<a>…</a>`, so that the caller decides what a tag becomes.
 *
 * @throws TypeError as `translate`
 */
export function translatePieces(
  language: Language,
  key: string,
  params: MessageParams,
  tags: readonly string[],
): readonly TextPiece[] {
  const elements = Object.fromEntries(
    tags.map((tag) => [tag, (inside: readonly unknown[]) => ({ tag, text: inside.join('') })]),
  );
  return fill<TextPiece>(compiled(language, key, 'tags'), key, { ...params, ...elements });
}

function fill<Piece = string>(
  message: IntlMessageFormat,
  key: string,
  params: Readonly<Record<string, unknown>>,
): readonly Piece[] {
  try {
    const filled = message.format<Piece>(params as Parameters<typeof message.format<Piece>>[0]);
    return Array.isArray(filled) ? (filled as Piece[]) : [filled as Piece];
  } catch (cause) {
    throw new TypeError(`A placeholder of ${key} is not given.`, { cause });
  }
}

const messages = new Map<string, IntlMessageFormat>();

function compiled(language: Language, key: string, markup: 'plain' | 'tags'): IntlMessageFormat {
  const name = `${language} ${markup} ${key}`;
  const kept = messages.get(name);
  if (kept !== undefined) return kept;
  const text = catalogueOf(language).get(key);
  if (text === undefined) throw new TypeError(`The catalogue of ${language} has no text ${key}.`);
  const made = compileMessage(language, text, markup);
  messages.set(name, made);
  return made;
}
