import { fillIn, type Language, texts } from '../../texts.js';
import type { FindingGroup, Submission } from '../gateway/submissions.js';
import type { UploadResult } from './report-file.js';

/** What came of the file, for a person: one sentence, what to mend by group, where the receipt is. */
export function describeUpload(
  { submission, findings, receipt }: UploadResult,
  what: 'upload' | 'dryRun',
  language: Language,
): readonly string[] {
  const { upload, [what]: outcomeTexts } = texts[language];
  const groups = findings?.groups.map((group) => describeGroup(group, language)) ?? [];
  return [
    fillIn(outcomeTexts[outcomeOf(submission)], valuesOf(submission)),
    ...(submission.stop === null ? [] : [submission.stop.detail]),
    ...(what === 'upload' && isPartlyAccepted(submission)
      ? [fillIn(upload.returned, { refused: refusedRows(submission), number: submission.number })]
      : []),
    ...groups,
    ...(receipt === undefined
      ? []
      : [fillIn(upload.receipt, { number: receipt.number, files: receipt.files.join(', ') })]),
  ];
}

/** Rows with errors were refused, and the others accepted. */
export function isPartlyAccepted(submission: Submission): boolean {
  return submission.status === 'accepted' && refusedRows(submission) > 0;
}

function refusedRows({ rows, good }: Submission): number {
  return (rows ?? 0) - (good ?? 0);
}

const outcomes = [
  'accepted',
  'refused',
  'awaiting-confirmation',
  'awaiting-signature',
  'cancelled',
  'lapsed',
] as const;

function outcomeOf({ status }: Submission) {
  return outcomes.find((outcome) => outcome === status) ?? 'underWay';
}

function valuesOf({ number, status, rows, good, errors, warnings }: Submission) {
  const told = status === 'accepted' ? good : rows;
  return { number, rows: told ?? 0, errors: errors ?? 0, warnings: warnings ?? 0 };
}

function describeGroup(group: FindingGroup, language: Language): string {
  const { upload } = texts[language];
  const { letter, name } = group.column ?? { letter: null, name: '' };
  return fillIn(upload.group, {
    severity: group.severity === 'error' ? upload.error : upload.warning,
    column: [letter, name].filter(Boolean).join(' ') || '–',
    sentence: group.sentence,
    count: group.count,
    rows: rowsOf(group.ranges),
  });
}

/** Enough to begin mending with; the rest is in the JSON and on the gateway's page. */
const mostRanges = 10;

function rowsOf(ranges: FindingGroup['ranges']): string {
  const shown = ranges.slice(0, mostRanges).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return shown.join(', ') + (ranges.length > mostRanges ? ' …' : '');
}
