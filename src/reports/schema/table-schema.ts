import { type Column, codeList } from './column.js';
import { columnsOf } from './columns-of.js';
import type { ExamKind } from './kinds.js';
import { layoutOf } from './layouts.js';

/** A Frictionless Table Schema (Data Package 2.0) with our own properties in their own name space. */
export interface TableSchema {
  readonly $schema: string;
  readonly 'jianbao:kind': ExamKind;
  readonly 'jianbao:version': string;
  readonly 'jianbao:hazard'?: string;
  readonly fields: readonly TableField[];
  readonly missingValues: readonly string[];
  readonly primaryKey: readonly string[];
}

export interface TableField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'string' | 'number' | 'date';
  readonly format?: string;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly [ours: `jianbao:${string}`]: unknown;
}

/**
 * What a file of this kind holds, for programs: every column with type, limits and codes. The limits are the hard ones;
 * `jianbao:softMin` and `jianbao:softMax` are those beyond which a value has to be confirmed.
 *
 * @param hazard code of a hazard operation: the columns of its exams alone
 */
export function tableSchema(kind: ExamKind, hazard?: string): TableSchema {
  const layout = layoutOf(kind);
  return {
    $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
    'jianbao:kind': kind,
    'jianbao:version': layout.version,
    ...(hazard === undefined ? {} : { 'jianbao:hazard': hazard }),
    fields: columnsOf(kind, hazard).map(fieldOf),
    missingValues: [''],
    primaryKey: ['worker_id', 'exam_date', ...(kind === 'special' ? ['hazard_code'] : [])],
  };
}

function fieldOf(column: Column): TableField {
  return {
    name: column.key,
    title: column.name,
    description: column.nameEn,
    ...typeOf(column),
    constraints: { required: column.required === 'always', ...constraintsOf(column) },
    ...(typeof column.required === 'object' ? { 'jianbao:requiredWhen': column.required } : {}),
    ...detailsOf(column),
  };
}

function typeOf({ type }: Column): Pick<TableField, 'type' | 'format'> {
  if (type === 'number') return { type: 'number' };
  if (type === 'date') return { type: 'date', format: '%Y-%m-%d' };
  return { type: 'string' };
}

function constraintsOf(column: Column): Readonly<Record<string, unknown>> {
  switch (column.type) {
    case 'number':
      return { minimum: column.hardMin, maximum: column.hardMax };
    case 'code':
      return { enum: codeList(column).map(([code]) => code) };
    case 'date':
      return { minimum: '1900-01-01', maximum: '2100-12-31' };
    case 'text':
      return { maxLength: column.maxLength };
    case 'image':
      return { maxLength: column.maxLength, pattern: '[^\\\\/:*?"<>|]+\\.[Jj][Pp][Ee]?[Gg]' };
    case 'identifier':
      return { maxLength: column.maxLength, ...patterns[column.scheme] };
  }
}

const patterns = {
  institution: { pattern: '\\d{10}' },
  employer: { pattern: '\\d{8}' },
  worker: { pattern: '[A-Z][A-D1289]\\d{8}' },
  'labour-insurance': { pattern: '\\d{8}[0-9A-Z]?' },
  licence: {},
};

function detailsOf(column: Column): Readonly<Record<`jianbao:${string}`, unknown>> {
  if (column.type === 'code') return { 'jianbao:labels': column.codes };
  if (column.type === 'image') return { 'jianbao:image': 'image/jpeg' };
  if (column.type !== 'number') return {};
  return {
    'jianbao:unit': column.unit,
    'jianbao:decimals': column.decimals,
    'jianbao:softMin': column.softMin,
    'jianbao:softMax': column.softMax,
    ...(column.loinc === undefined ? {} : { 'jianbao:loinc': column.loinc }),
  };
}
