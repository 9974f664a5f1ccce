import { describe, expect, it } from 'vitest';
import {
  catalogueOf,
  dynamicKeys,
  type Language,
  languages,
  outlineMessage,
} from '../../src/locales/index.js';
import { compileMessage } from '../../src/locales/message.js';
import { errorCodes, errorTable } from '../../src/problems/index.js';
import { readSources } from './support/sources.js';

const sources = readSources('src', ['.ts', '.njk', '.json']).filter(
  ({ path }) => !/^src\/locales\/(zh-Hant\/|en\/|dynamic-keys)/.test(path),
);

/** A key that is written out where a text is asked for. */
const written =
  /\b(?:t|tRich|tProse|translate|translatePieces)\(\s*(?:[\w.]+,\s*)?'([\w-]+\.[\w.-]+)'\s*[,)]/g;
/** A key whose beginning is written out and whose end is put together when the program runs. */
const putTogether =
  /\b(?:t|tRich|tProse|translate|translatePieces)\(\s*(?:[\w.]+,\s*)?(?:'([\w.-]+\.)'\s*[+~]|`([\w.-]+\.)\$\{)/g;
/** Any text that looks like a key: data may hold keys as well. */
const literal = /['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g;

const keys = new Set(languages.flatMap((language) => [...catalogueOf(language).keys()]));

describe('the catalogue', () => {
  it('has the same keys in every language', () => {
    for (const language of languages) {
      expect(
        [...keys].filter((key) => !catalogueOf(language).has(key)),
        language,
      ).toEqual([]);
    }
  });

  it('has every key that is asked for', () => {
    const missing = sources.flatMap(({ path, text }) =>
      [...text.matchAll(written)]
        .map(([, key = '']) => key)
        .filter((key) => !keys.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('knows every beginning that is completed when the program runs', () => {
    const undeclared = sources.flatMap(({ path, text }) =>
      [...text.matchAll(putTogether)]
        .map(([, quoted, templated]) => quoted ?? templated ?? '')
        .filter((beginning) => !dynamicKeys.some((declared) => beginning.startsWith(declared)))
        .map((beginning) => `${path}: ${beginning}`),
    );
    expect(undeclared).toEqual([]);
    expect(dynamicKeys.filter((beginning) => ![...keys].some((key) => key.startsWith(beginning)))).toEqual(
      [],
    );
  });

  it('has no key that nobody asks for', () => {
    const used = new Set(
      sources.flatMap(({ text }) => [...text.matchAll(literal)].map(([, key = '']) => key)),
    );
    const unused = [...keys].filter(
      (key) => !used.has(key) && !dynamicKeys.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  it('has well-formed texts with the same placeholders and tags in every language', () => {
    for (const key of keys) {
      const [first, ...others] = languages.map((language) => placeholdersOf(language, textOf(language, key)));
      for (const other of others) expect(other, key).toEqual(first);
    }
  });

  it('has no empty text', () => {
    for (const language of languages) {
      expect(
        [...catalogueOf(language)].filter(([, text]) => text.trim() === ''),
        language,
      ).toEqual([]);
    }
  });
});

describe('the table of errors', () => {
  it.each(errorCodes)('%s has well-formed sentences with the same placeholders', (code) => {
    const { zh, en } = errorTable[code];
    expect(placeholdersOf('en', en)).toEqual(placeholdersOf('zh-Hant', zh));
    expect(outlineMessage(compileMessage('zh-Hant', zh, 'plain').getAst())).toMatch(/[。：]$/);
  });

  it('blames nobody and shows no code', () => {
    const words = /invalid|illegal|ERR_|不合法|無效的輸入/i;
    for (const code of errorCodes) {
      expect(errorTable[code].zh, code).not.toMatch(words);
      expect(errorTable[code].en, code).not.toMatch(words);
    }
  });
});

function textOf(language: Language, key: string): string {
  return catalogueOf(language).get(key) ?? '';
}

/** The names in a message, those inside plurals and choices included, and its tags as `<name>`. */
function placeholdersOf(language: Language, text: string): readonly string[] {
  const names = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements) {
      if (element.type !== literalType && element.value !== undefined) {
        names.add(element.type === tagType ? `<${element.value}>` : element.value);
      }
      for (const option of Object.values(element.options ?? {})) walk(option.value);
      walk(element.children ?? []);
    }
  };
  walk(compileMessage(language, text, 'tags').getAst());
  return [...names].sort();
}

/** What is common to the elements of the parser. */
interface Element {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
  readonly children?: readonly Element[];
}

const literalType = 0;
const tagType = 8;
