import { z } from 'zod';
import type { Translate } from '../../locales/index.js';
import { namedSchemas } from '../schemas/index.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schemas of the API as the document has them: JSON Schema 2020-12, with descriptions in the reader's language. */
export function describeSchemas(t: Translate): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => adapt(jsonSchema, z.globalRegistry.get(zodSchema), t),
  });
  return Object.fromEntries(
    // OpenAPI 3.1 says once for the whole document which JSON Schema it is, and names schemas by where they stand.
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

/** One schema that has no name, e.g. of a parameter; its description stands with the parameter. */
export function describeSchema(schema: z.ZodType, t: Translate): JsonSchema {
  const {
    $schema: _dialect,
    description: _text,
    ...described
  } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => adapt(jsonSchema, z.globalRegistry.get(zodSchema), t),
  });
  return described;
}

/** Descriptions are keys of the catalogue. The patterns of dates are long, and `format` says the same. */
function adapt(
  jsonSchema: JsonSchema,
  meta: Readonly<Record<string, unknown>> | undefined,
  t: Translate,
): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (meta === undefined) return;
  const { description, examples } = meta;
  if (typeof description === 'string') jsonSchema.description = t(description);
  if (Array.isArray(examples)) jsonSchema.examples = examples;
}
