import type { Language } from '../../locales/index.js';
import type { DecodedContent } from '../process/content.js';
import { showCell } from '../process/mask.js';
import type { Column } from '../schema/column.js';
import { layoutOf } from '../schema/layouts.js';
import { hazardName } from './record-list.js';

/** Fields of a record that stand together; `title` is the end of a locale key. */
export interface FieldGroup {
  readonly title: GroupName;
  readonly fields: readonly ShownField[];
}

/** One value as the page shows it. */
export interface ShownField {
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  /** Outside of what is usual; the usual, as a text. */
  readonly usual: string | null;
}

const groupNames = ['worker', 'work', 'exam', 'result', 'items'] as const;
type GroupName = (typeof groupNames)[number];

/** Shows a personal value, or hides it. */
export type ShowPersonal = (text: string, column: Column) => string;

/** Personal values as far as they may be seen by whoever only looks a record up. */
export const masked: ShowPersonal = (text, column) => showCell(text, column);

/** Personal values as they are. */
export const plain: ShowPersonal = (text) => text;

/** The values that a record has, grouped, with codes as their labels. Empty cells are left out. */
export function describeRecord(
  { kind, values }: DecodedContent,
  language: Language,
  show: ShowPersonal,
): readonly FieldGroup[] {
  const fields = layoutOf(kind)
    .columns.filter(({ key }) => (values[key] ?? '') !== '')
    .map((column) => ({
      group: groupOf(column),
      field: showField(column, values[column.key] ?? '', language, show),
    }));
  return groupNames
    .map((title) => ({
      title,
      fields: fields.filter(({ group }) => group === title).map(({ field }) => field),
    }))
    .filter(({ fields: some }) => some.length > 0);
}

function showField(column: Column, text: string, language: Language, show: ShowPersonal): ShownField {
  return {
    key: column.key,
    name: nameOf(column, language),
    value: column.personal === undefined ? showValue(column, text) : show(text, column),
    unit: column.type === 'number' ? column.unit : '',
    usual: usualOf(column, text),
  };
}

/** What a column is called on the page. */
export function nameOf({ name, nameEn }: Column, language: Language): string {
  return language === 'en' ? nameEn : name;
}

/** A stored value as people read it: a code by its label. */
export function showValue(column: Column, text: string): string {
  if (column.key === 'hazard_code') return hazardName(text) || text;
  if (column.type !== 'code') return text;
  const label = column.codes[text];
  return label === undefined || label === text ? text : `${label}（${text}）`;
}

function usualOf(column: Column, text: string): string | null {
  if (column.type !== 'number') return null;
  const value = Number(text);
  const { softMin, softMax } = column;
  return value < softMin || value > softMax ? `${softMin}–${softMax}` : null;
}

function groupOf({ key }: Column): GroupName {
  return placed.get(key) ?? 'items';
}

const placed: ReadonlyMap<string, GroupName> = new Map<string, GroupName>([
  ...on('worker', ['worker_id', 'worker_name', 'sex', 'birth_date']),
  ...on('work', ['employer_ubn', 'employer_name', 'labour_insurance_no', 'hire_date', 'department']),
  ...on('work', [
    'job_description',
    'hazard_code',
    'exposure_years',
    'weekly_hours',
    'exposure_level',
    'exposure_unit',
  ]),
  ...on('exam', ['institution_code', 'exam_date', 'exam_timing', 'physician_name', 'physician_licence']),
  ...on('exam', ['specialist_name', 'specialist_licence']),
  ...on('result', ['conclusion', 'conclusion_note', 'management_level', 'diagnosis', 'advice', 'fitness']),
]);

function on(group: GroupName, keys: readonly string[]) {
  return keys.map((key) => [key, group] as const);
}
