import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMessage } from '../../../src/locales/index.js';
import { documentRules } from '../../../src/reports/rules/document.js';
import { ruleSentence } from '../../../src/reports/rules/sentence.js';
import { type RuleEntry, ruleTable } from '../../../src/reports/rules/table.js';

const tables = ['cell-table.ts', 'row-table.ts', 'file-stops.ts'];

describe('the table of rules', () => {
  it.each(Object.entries<RuleEntry>(ruleTable))(
    'has two sentences for %s with the same values',
    (_, { zh, en }) => {
      expect(placeholders('zh-Hant', zh)).toEqual(placeholders('en', en));
    },
  );

  it('holds exactly the codes that the code uses', () => {
    const used = new Set(
      sources('src/reports').flatMap((text) => text.match(/(?<=')RPT_[A-Z_0-9]*[A-Z0-9](?=')/g) ?? []),
    );
    expect([...used].toSorted()).toEqual(Object.keys(ruleTable).toSorted());
  });

  it('has an example of each, in Chinese without words of English', () => {
    for (const [code, { example, exampleZh }] of Object.entries<RuleEntry>(ruleTable)) {
      expect(example, code).not.toBe('');
      expect(exampleZh ?? example, code).not.toMatch(
        /(?:^|[ (])(?:an?|the|of|in|with|and|by|as|empty|rows?)(?:[ )]|$)/,
      );
    }
  });

  it('has a test of each', () => {
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|json)$/.test(name))
      .map((name) => readFileSync(join('test', name), 'utf8'))
      .join('\n');
    expect(Object.keys(ruleTable).filter((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
  });

  it('is what docs/report-rules.md says', () => {
    expect(readFileSync('docs/report-rules.md', 'utf8')).toBe(documentRules());
  });

  it('stops with codes of files and judges rows with others', () => {
    for (const [code, { severity }] of Object.entries<RuleEntry>(ruleTable)) {
      expect(code.startsWith('RPT_FILE_')).toBe(severity === 'stop');
    }
  });
});

describe('a sentence', () => {
  it.each([
    ['zh-Hant', '性別與身分證統一編號不一致（證號第 2 碼表示女性）。請檢查性別或證號。'],
    ['en', 'The sex does not agree with the ID number (its second character stands for female). Check both.'],
  ] as const)('is filled in (%s)', (language, sentence) => {
    expect(ruleSentence(language, { code: 'RPT_SEX_NOT_AS_ID', params: { expected: 'F' } })).toBe(sentence);
  });

  it('names rows without separators and counts with them', () => {
    expect(
      ruleSentence('en', { code: 'RPT_FILE_QUOTE_OPEN', params: { row: 70_000, letter: 'B' } }),
    ).toContain('row 70000,');
    expect(
      ruleSentence('zh-Hant', { code: 'RPT_FILE_TOO_MANY_ROWS', params: { limit: 1_000_000 } }),
    ).toContain('超過 1,000,000 筆');
  });

  it.each([
    [0, 'XML 在開頭有語法錯誤', 'The XML is broken at its beginning, or'],
    [1_200, 'XML 在第 1200 筆附近有語法錯誤', 'The XML is broken near exam 1200, or'],
  ])('tells where XML is broken (%i)', (row, zh, en) => {
    const stop = { code: 'RPT_FILE_XML_BROKEN', params: { row } } as const;
    expect(ruleSentence('zh-Hant', stop)).toContain(zh);
    expect(ruleSentence('en', stop)).toContain(en);
  });

  it.each([
    [0, '整數', 'whole number'],
    [1, '最多 1 位小數', 'at most 1 decimal place;'],
    [2, '最多 2 位小數', 'at most 2 decimal places;'],
  ])('counts %i decimals', (decimals, zh, en) => {
    const finding = { code: 'RPT_NUMBER_DECIMALS', params: { decimals } } as const;
    expect(ruleSentence('zh-Hant', finding)).toContain(zh);
    expect(ruleSentence('en', finding)).toContain(en);
  });
});

function placeholders(language: 'zh-Hant' | 'en', text: string): readonly string[] {
  const names = new Set<string>();
  JSON.stringify(compileMessage(language, text, 'plain').getAst(), (_, element: unknown) => {
    if (isElement(element) && element.type > 0 && element.type < 7) names.add(element.value);
    return element;
  });
  return [...names].toSorted();
}

function isElement(element: unknown): element is { type: number; value: string } {
  return typeof element === 'object' && element !== null && 'type' in element && 'value' in element;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !tables.some((table) => name.endsWith(table)))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
