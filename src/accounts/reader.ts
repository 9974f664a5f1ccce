import type { Language } from '../locales/index.js';

/** Somebody whom a mail goes to, and the language in which they read it. */
export interface Reader {
  readonly to: string;
  readonly language: Language;
}
