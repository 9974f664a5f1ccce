import { compileMessage, type Language, outlineMessage } from '../../locales/index.js';
import { type RuleEntry, ruleTable, type Severity } from './table.js';

/** The text of `docs/report-rules.md`, made from the table. */
export function documentRules(): string {
  return [
    '# What is checked in a file of exams',
    '',
    'Made from `src/reports/rules/` by `node scripts/make-rules-doc.mjs`; do not edit by hand. A `stop` refuses the whole',
    'file and is shown alone; an `error` refuses its row, and with it the file unless the institution takes the good rows;',
    'a `warning` is confirmed by the reporter. Words in braces are filled in.',
    '',
    ...severities.flatMap(section),
    ...notJudged,
  ].join('\n');
}

const severities: readonly (readonly [Severity, string])[] = [
  ['stop', 'Stops: about the file'],
  ['error', 'Errors: about a row or a cell'],
  ['warning', 'Warnings: to be confirmed'],
];

function section([severity, title]: readonly [Severity, string]): readonly string[] {
  const entries = Object.entries<RuleEntry>(ruleTable).filter(([, entry]) => entry.severity === severity);
  return [
    `## ${title} (${entries.length})`,
    '',
    '| code | example | 說明 | sentence |',
    '|---|---|---|---|',
    ...entries.map(([code, { example, zh, en }]) => {
      const texts = [example, outline('zh-Hant', zh), outline('en', en)];
      return `| \`${code}\` | ${texts.map(cell).join(' | ')} |`;
    }),
    '',
  ];
}

function outline(language: Language, text: string): string {
  return outlineMessage(compileMessage(language, text, 'plain').getAst());
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** What the law asks and rows alone cannot show. */
const notJudged: readonly string[] = [
  '## How some things are judged',
  '',
  '- **Interval by age** (勞工健康保護規則 第 17 條: every year from 65, every three years from 40, else every five): a',
  '  periodic exam is compared with the worker’s latest earlier exam on record, by the age at the present exam; an exam at',
  '  hire with the date of hire. A worker without an earlier exam on record cannot be judged, nor one who was never sent.',
  '- **Items asked for**: exams at hire, periodic exams and exams at a change of work carry all items; a follow-up (健康追蹤',
  '  檢查) those that were followed up. LDL cholesterol belongs to exams of people at work, not to those at hire. 紅血球數 and',
  '  平均紅血球體積 are asked for from the exam date 2026-06-26 on, or the day that `JIANBAO_AMENDMENT_DATE` sets.',
  '- **Exams for hazard operations**: the items of the operation (附表十) at hire, periodic exams and changes of work; a file',
  '  needs only the columns of its operations. A level belongs to periodic exams and follow-ups (第 21 條). One exam is a',
  '  worker, a day and an operation; it is due every year.',
  '- **Rows**: numbered as a spreadsheet does, the header is row 1, a line break inside a cell does not count. Empty rows are',
  '  passed over. Missing cells at the end of a row are taken for empty where the columns never need a value, since',
  '  spreadsheets leave them out; other differences in width are errors.',
  '- **Numbers** keep their digits; zeros before and beyond the decimals of the column are dropped. **Dates** with four',
  '  digits of year are western, with three ROC years, with two ROC years to be confirmed; midnight after a date is ignored.',
  '- **Codes** may be written as code or label. **Full width** and case make no difference in numbers, dates, codes and',
  '  identifiers with a check digit; in other identifiers they are to be confirmed. Free text stays as it is written.',
  '- **Delimiter**: comma; semicolon and tab are taken where the header is complete with them.',
  '',
];
