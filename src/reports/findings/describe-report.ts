import type { Language } from '../../locales/index.js';
import { ruleSentence } from '../rules/sentence.js';
import type { KeptReport } from './seal-report.js';

/** The report with its sentences, for programs; of a file in which nothing was found too. */
export function describeReport(kept: KeptReport | undefined, language: Language) {
  if (kept === undefined) return { errors: 0, warnings: 0, groups: [], details: [], detailsLeftOut: 0 };
  const { report } = kept;
  return {
    ...report,
    groups: report.groups.map((group) => ({ ...group, sentence: ruleSentence(language, group) })),
    details: report.details.map((finding) => ({ ...finding, sentence: ruleSentence(language, finding) })),
  };
}
