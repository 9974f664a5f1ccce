import { compileMessage, type Language, outlineMessage } from '../../locales/index.js';
import { type RuleEntry, ruleTable, type Severity } from '../rules/table.js';
import { comparable } from './column-words.js';

/** A line of the table of rules, in words. */
export interface RuleWords {
  readonly code: string;
  readonly severity: Severity;
  /** Values as their names in braces. */
  readonly sentence: string;
  readonly example: string;
}

/** The rules in the order of the table, stops first. */
export function ruleWords(language: Language): readonly RuleWords[] {
  return Object.entries<RuleEntry>(ruleTable).map(([code, { severity, zh, en, example, exampleZh }]) => ({
    code,
    severity,
    sentence: outlineMessage(compileMessage(language, language === 'en' ? en : zh, 'plain').getAst()),
    example: language === 'en' ? example : (exampleZh ?? example),
  }));
}

/** Of all rules those of a severity in whose words a text stands. */
export function findRules(
  all: readonly RuleWords[],
  { text, severity }: { readonly text: string; readonly severity: Severity | undefined },
): readonly RuleWords[] {
  const wanted = comparable(text);
  return all.filter(
    (rule) =>
      (severity === undefined || rule.severity === severity) &&
      [rule.code, rule.sentence, rule.example].some((word) => comparable(word).includes(wanted)),
  );
}
