import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from './languages.js';

/** Every text of one language: ICU MessageFormat by full key, `namespace.key.key`. */
export type Catalogue = ReadonlyMap<string, string>;

/** The texts of a language, read once from `<language>/<namespace>.json`. */
export function catalogueOf(language: Language): Catalogue {
  return catalogues[language];
}

const folder = fileURLToPath(new URL('.', import.meta.url));

const catalogues: Readonly<Record<Language, Catalogue>> = {
  'zh-Hant': readCatalogue('zh-Hant'),
  en: readCatalogue('en'),
};

function readCatalogue(language: Language): Catalogue {
  const texts = new Map<string, string>();
  for (const file of readdirSync(join(folder, language)).sort()) {
    if (!file.endsWith('.json')) continue;
    collect(basename(file, '.json'), JSON.parse(readFileSync(join(folder, language, file), 'utf8')), texts);
  }
  return texts;
}

function collect(key: string, value: unknown, into: Map<string, string>): void {
  if (typeof value === 'string') {
    into.set(key, value);
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${key} in the catalogue is neither a text nor a group of texts.`);
  }
  for (const [name, inner] of Object.entries(value)) collect(`${key}.${name}`, inner, into);
}
