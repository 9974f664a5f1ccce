import { describe, expect, it } from 'vitest';
import { type AgentErrorCode, AgentProblem, agentErrors } from '../../smartcard/problems.js';
import { describeProblem, languageFrom, languages, texts } from '../../smartcard/texts.js';

const codes = Object.keys(agentErrors) as AgentErrorCode[];

describe('the texts of the agent', () => {
  it('say something in both languages for every code, and for no other', () => {
    for (const language of languages)
      expect(Object.keys(texts[language].errors).sort()).toEqual([...codes].sort());
  });

  it('have the same keys and placeholders in both languages', () => {
    expect(placeholdersOf(texts['zh-Hant'])).toEqual(placeholdersOf(texts.en));
  });

  it('name no code, and call nothing invalid', () => {
    const all =
      JSON.stringify(Object.values(texts.en.errors)) + JSON.stringify(Object.values(texts['zh-Hant'].errors));
    expect(all).not.toMatch(/ERR_|invalid|illegal|forbidden|無效|非法/i);
  });

  it('put the tries left into the sentence', () => {
    const problem = new AgentProblem('ERR_AGENT_PIN_WRONG', { triesLeft: 2 });
    expect(describeProblem(problem, 'zh-Hant').detail).toBe(
      '還可以再試 2 次。次數用完後卡片會鎖住，請確認 PIN 碼後再輸入。',
    );
    expect(describeProblem(problem, 'en').detail).toMatch(/^Tries left: 2\. /);
  });

  it.each([
    [undefined, 'zh-Hant'],
    ['', 'zh-Hant'],
    ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-Hant'],
    ['zh_TW.UTF-8', 'zh-Hant'],
    ['*', 'zh-Hant'],
    ['en-US,en;q=0.9', 'en'],
    ['de', 'en'],
  ])('come in the language asked for: %s', (preference, language) => {
    expect(languageFrom(preference)).toBe(language);
  });
});

function placeholdersOf(value: unknown, path = ''): Record<string, readonly string[]> {
  if (typeof value === 'string')
    return { [path]: [...value.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort() };
  const entries = Object.entries(value as object).sort(([a], [b]) => a.localeCompare(b));
  return Object.assign({}, ...entries.map(([key, inner]) => placeholdersOf(inner, `${path}.${key}`)));
}
