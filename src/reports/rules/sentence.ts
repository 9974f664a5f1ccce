import { compileMessage, type Language, translate } from '../../locales/index.js';
import type { FindingParams } from '../process/types.js';
import { type RuleCode, ruleTable, type Severity } from './table.js';

type Message = ReturnType<typeof compileMessage>;

/**
 * The sentence of a stop or finding: what is wrong and what to write instead.
 *
 * @param finding a code of the table and the values that its sentence names
 * A warning that the agency counts as an error says so.
 *
 * @throws TypeError when a value is not given
 */
export function ruleSentence(
  language: Language,
  finding: { readonly code: RuleCode; readonly params: FindingParams; readonly severity?: Severity },
): string {
  const sentence = String(compiled(language, finding.code).format({ ...finding.params }));
  const isStrict = finding.severity === 'error' && ruleTable[finding.code].severity === 'warning';
  return isStrict ? translate(language, 'report-policies.strict', { sentence }) : sentence;
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
