import { type Column, codeList } from './column.js';
import { columnsOf } from './columns-of.js';
import type { ExamKind } from './kinds.js';
import { layoutOf } from './layouts.js';
import { tableSchema } from './table-schema.js';

/** A JSON Schema, as far as we write it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What a line of a JSON Lines file of this kind holds, as JSON Schema (2020-12). It asks for the stored form, as the XSD
 * does; the gateway reads labels, ROC dates and Chinese names as well. What is asked for from a date on cannot be said
 * in it and stands in `jianbao:requiredWhen`.
 *
 * @param hazard code of a hazard operation: the columns of its exams alone
 */
export function lineSchema(kind: ExamKind, hazard?: string): JsonSchema {
  const { version } = layoutOf(kind);
  const columns = columnsOf(kind, hazard);
  const { fields } = tableSchema(kind, hazard);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `jianbao ${hazard === undefined ? kind : `${kind}-${hazard}`} ${version}`,
    type: 'object',
    properties: Object.fromEntries(
      columns.map((column, index) => [
        column.key,
        {
          title: column.name,
          description: column.nameEn,
          ...valueSchema(column),
          ...Object.fromEntries(
            Object.entries(fields[index] ?? {}).filter(([name]) => name.startsWith('jianbao:')),
          ),
        },
      ]),
    ),
    required: columns.filter(({ required }) => required === 'always').map(({ key }) => key),
    additionalProperties: false,
    allOf: columns.flatMap(conditionOf),
  };
}

function valueSchema(column: Column): JsonSchema {
  const isNeeded = column.required === 'always';
  const { type, ...limits } = limitsOf(column);
  // Where nothing is known, null says as much as leaving the member out.
  return isNeeded ? { type, ...limits } : { anyOf: [{ type, ...limits }, { type: 'null' }] };
}

function limitsOf(column: Column): JsonSchema {
  switch (column.type) {
    case 'number':
      return { type: 'number', minimum: column.hardMin, maximum: column.hardMax };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'code':
      return { type: 'string', enum: codeList(column).map(([code]) => code) };
    default:
      return { type: 'string', maxLength: column.maxLength };
  }
}

/** Items that exams of some periods, and of some operations, must have. */
function conditionOf({ key, required }: Column): readonly JsonSchema[] {
  if (typeof required !== 'object' || required.from !== undefined) return [];
  const { timings, hazards } = required;
  const properties = {
    exam_timing: { enum: timings },
    ...(hazards === undefined ? {} : { hazard_code: { enum: hazards } }),
  };
  return [
    {
      if: { properties, required: Object.keys(properties) },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: { required: [key], properties: { [key]: { not: { type: 'null' } } } },
    },
  ];
}
