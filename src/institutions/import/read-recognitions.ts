import type { Recognition, RecognitionKind } from '../institution.js';

/**
 * Reads 認可類別及有效期限 as the open data write it: one or more kinds, each with its period in brackets or after a
 * colon, in ROC or common years, separated by semicolons, line breaks or nothing. A kind may have several periods, or
 * none; a period may name its last day only.
 *
 * @returns undefined when a date is no day of the calendar, or the text is none of that
 */
export function readRecognitions(text: string): readonly Recognition[] | undefined {
  const folded = text.normalize('NFKC').trim();
  const found: Recognition[] = [];
  let label = '';
  let at = 0;
  for (const match of folded.matchAll(period)) {
    const own = cleanLabel(folded.slice(at, match.index));
    // Labels before the last one stand without a period of their own.
    const labels = own === '' ? [label] : splitLabels(own);
    label = labels.at(-1) ?? '';
    found.push(...labels.slice(0, -1).flatMap((one) => recognitionsOf(one, null, null)));
    const validFrom = match.groups?.from === undefined ? null : readDate(match.groups.from);
    const validUntil = readDate(match.groups?.until ?? '');
    if (label === '' || validFrom === undefined || validUntil === undefined) return undefined;
    if (validFrom !== null && validFrom > validUntil) return undefined;
    found.push(...recognitionsOf(label, validFrom, validUntil));
    at = match.index + match[0].length;
  }
  const rest = cleanLabel(folded.slice(at));
  if (/\d/.test(rest)) return undefined;
  return [...found, ...splitLabels(rest).flatMap((one) => recognitionsOf(one, null, null))];
}

const day = '(?:民國)?\\d{2,4}[./年-]\\d{1,2}[./月-]\\d{1,2}日?';

/** `from ~ until`, or `until` alone. */
const period = new RegExp(
  `(?:(?<from>${day})\\s*(?:[~〜–—-]|至|到)\\s*)?(?<until>${day})\\s*(?:止)?\\)?`,
  'g',
);

function splitLabels(text: string): string[] {
  return text.split(/\s*[;、,|\n]\s*/).filter((label) => label !== '');
}

function cleanLabel(text: string): string {
  return text
    .replace(/(?:認可)?有效(?:期限|期間|日期)?[:為至]*|[自至]$/g, '')
    .replace(/^[\s;、,|:()[\]]+|[\s;、,|:()[\]]+$/g, '');
}

function recognitionsOf(label: string, validFrom: string | null, validUntil: string | null): Recognition[] {
  return kindsOf(label).map((kind) => ({ kind, label, validFrom, validUntil }));
}

function kindsOf(label: string): readonly RecognitionKind[] {
  if (label.includes('巡迴')) return ['mobile'];
  const kinds: RecognitionKind[] = [];
  if (label.includes('一般')) kinds.push('general');
  if (label.includes('特殊')) kinds.push('special');
  return kinds.length === 0 ? ['other'] : kinds;
}

/** Years below 1911 count from the founding of the Republic (民國). */
function readDate(text: string): string | undefined {
  const [, year = '', month = '', date = ''] = /(\d{2,4})\D(\d{1,2})\D(\d{1,2})/.exec(text) ?? [];
  const fullYear = Number(year) < 1911 ? Number(year) + 1911 : Number(year);
  const iso = `${fullYear}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const moment = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : undefined;
}
