import type { IntlMessageFormat } from 'intl-messageformat';
import { type ErrorCode, errorTable, type ProblemParams } from '../problems/index.js';
import type { Language } from './languages.js';
import { compileMessage } from './message.js';
import { outlineMessage } from './outline-message.js';

/**
 * The public sentence of an error, with its placeholders filled.
 *
 * @throws TypeError when a placeholder is not given
 */
export function problemSentence(
  language: Language,
  problem: { readonly code: ErrorCode; readonly params?: ProblemParams },
): string {
  return String(compiled(language, problem.code).format({ ...problem.params }));
}

/** The sentence of an error for a list: placeholders stand in braces, as in `{minutes}`. */
export function outlineProblem(language: Language, code: ErrorCode): string {
  return outlineMessage(compiled(language, code).getAst());
}

const messages = new Map<string, IntlMessageFormat>();

function compiled(language: Language, code: ErrorCode): IntlMessageFormat {
  const name = `${language} ${code}`;
  const kept = messages.get(name);
  if (kept !== undefined) return kept;
  const entry = errorTable[code];
  const made = compileMessage(language, language === 'en' ? entry.en : entry.zh, 'plain');
  messages.set(name, made);
  return made;
}
