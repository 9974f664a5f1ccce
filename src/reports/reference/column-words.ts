import type { Translate } from '../../locales/index.js';
import { dayOf } from '../rules/calendar.js';
import { rowRulesOf } from '../rules/row-rules.js';
import type { ReportCode } from '../rules/table.js';
import { type Column, codeList } from '../schema/column.js';
import { columnLetter } from '../schema/column-letter.js';
import { columnsOf } from '../schema/columns-of.js';
import type { ExamKind } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';

/** One column of a kind of exam, in words: the same on the page, in its files and in the notes of the template. */
export interface ColumnWords {
  /** Where the template has it. */
  readonly letter: string;
  readonly key: string;
  readonly name: string;
  readonly nameEn: string;
  /** Further names that are understood. */
  readonly otherNames: readonly string[];
  /** What is written there: a text, an identifier, a date, a code, a number, the name of an image. */
  readonly content: string;
  readonly unit: string;
  /** `50–250`; empty where there are none. Outside of the first a value is refused, of the second it is confirmed. */
  readonly limits: string;
  readonly usual: string;
  readonly codes: readonly (readonly [code: string, label: string])[];
  /** When it must be filled in. */
  readonly required: string;
  /** Rules for the whole row that show their finding here. */
  readonly rules: readonly ReportCode[];
}

/** What is looked at. */
export interface ColumnQuestion {
  readonly kind: ExamKind;
  /** Code of a hazard operation. */
  readonly hazard?: string | undefined;
  /** The day of the exam, `yyyy-mm-dd`. */
  readonly day: string;
}

/** The columns of a kind of exam (and hazard operation) as they are on a day. */
export function columnWords(t: Translate, { kind, hazard, day }: ColumnQuestion): readonly ColumnWords[] {
  const rules = rowRulesOf(layoutOf(kind));
  return columnsOf(kind, hazard).map((column, index) => ({
    letter: columnLetter(index),
    key: column.key,
    name: column.name,
    nameEn: column.nameEn,
    otherNames: column.otherNames ?? [],
    content: contentOf(t, column),
    unit: column.type === 'number' ? column.unit : '',
    limits: column.type === 'number' ? `${column.hardMin}–${column.hardMax}` : '',
    usual: column.type === 'number' ? `${column.softMin}–${column.softMax}` : '',
    codes: column.type === 'code' ? codeList(column) : [],
    required: requiredWords(t, column, day, hazard),
    rules: [...new Set(rules.filter((rule) => rule.column === column.key).map(({ code }) => code))],
  }));
}

/** Of all columns those in whose words a text stands; width and case make no difference. */
export function findColumns(all: readonly ColumnWords[], text: string): readonly ColumnWords[] {
  const wanted = comparable(text);
  if (wanted === '') return all;
  return all.filter(({ key, name, nameEn, otherNames, unit, codes }) =>
    [key, name, nameEn, unit, ...otherNames, ...codes.flat()].some((word) =>
      comparable(word).includes(wanted),
    ),
  );
}

/** How words are compared. */
export function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
}

function contentOf(t: Translate, column: Column): string {
  switch (column.type) {
    case 'text':
      return t('formats.content.text', { limit: column.maxLength });
    case 'identifier':
      return t(`formats.content.identifier.${column.scheme}`, { limit: column.maxLength });
    case 'date':
      return t('formats.content.date');
    case 'code':
      return t('formats.content.code');
    case 'image':
      return t('formats.content.image', { limit: column.maxLength });
    case 'number':
      return t('formats.content.number', { decimals: column.decimals });
  }
}

function requiredWords(t: Translate, { required }: Column, day: string, hazard: string | undefined): string {
  if (required === 'always') return t('formats.required.always');
  if (required === 'never') return t('formats.required.never');
  const { timings, from, hazards } = required;
  const periods = timings.map((timing) => t(`formats.timing.${timing}`)).join(t('formats.between'));
  const sentences = [
    t('formats.required.when', { periods }),
    ...(hazards === undefined || hazard !== undefined
      ? []
      : [t('formats.required.hazards', { hazards: hazards.join(t('formats.between')) })]),
    ...(from === undefined
      ? []
      : [t(dayOf(day) < dayOf(from) ? 'formats.required.later' : 'formats.required.since', { from })]),
  ];
  return sentences.join(t('formats.after-sentence'));
}
