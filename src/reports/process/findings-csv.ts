import { csvRow, neutraliseCell } from '../../csv/index.js';
import type { Language } from '../../locales/index.js';
import { translate } from '../../locales/index.js';
import { ruleSentence } from '../rules/sentence.js';
import type { Finding } from './types.js';

/** The beginning of the full list of findings: byte order mark and header. */
export function findingsCsvHeader(language: Language): string {
  return `\uFEFF${csvRow(findingHeadings(language))}`;
}

/** What the columns of the full list are called. */
export function findingHeadings(language: Language): readonly string[] {
  const t = (key: string) => translate(language, key);
  return [
    t('report-findings.list.row'),
    t('report-findings.list.column'),
    t('report-findings.list.key'),
    t('report-findings.list.name'),
    t('report-findings.list.value'),
    t('report-findings.list.severity'),
    t('report-findings.list.code'),
    t('report-findings.list.sentence'),
  ];
}

/**
 * Findings as rows of the full list, made part by part. Cells that a spreadsheet would take for a formula are made
 * harmless.
 */
export function findingsCsvRows(findings: readonly Finding[], language: Language): string {
  return findings.map((finding) => csvRow(findingCells(finding, language).map(neutraliseCell))).join('');
}

/** A finding as a row of the full list. */
export function findingCells(finding: Finding, language: Language): readonly string[] {
  const { row, column, value, severity, code } = finding;
  const t = (key: string) => translate(language, key);
  return [
    String(row),
    column?.letter ?? '',
    column?.key ?? '',
    column?.name ?? '',
    value ?? '',
    severity === 'error' ? t('report-findings.list.error') : t('report-findings.list.warning'),
    code,
    ruleSentence(language, finding),
  ];
}
