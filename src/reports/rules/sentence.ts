import { compileMessage, type Language } from '../../locales/index.js';
import type { FindingParams } from '../process/types.js';
import { type RuleCode, ruleTable } from './table.js';

type Message = ReturnType<typeof compileMessage>;

/**
 * The sentence of a stop or finding: what is wrong and what to write instead.
 *
 * @param finding a code of the table and the values that its sentence names
 * @throws TypeError when a value is not given
 */
export function ruleSentence(
  language: Language,
  finding: { readonly code: RuleCode; readonly params: FindingParams },
): string {
  return String(compiled(language, finding.code).format({ ...finding.params }));
}

const messages = new Map<string, Message>();

function compiled(language: Language, code: RuleCode): Message {
  const name = `${language} ${code}`;
  const kept = messages.get(name);
  if (kept !== undefined) return kept;
  const entry = ruleTable[code];
  const made = compileMessage(language, language === 'en' ? entry.en : entry.zh, 'plain');
  messages.set(name, made);
  return made;
}
