import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { namedSchemas, type Operation, openApiDocument, operations } from '../../src/api/index.js';
import { languages } from '../../src/locales/index.js';
import { root } from '../locales/support/sources.js';

describe('the document of the API', () => {
  it.each(languages)('holds against the meta schema of OpenAPI 3.1 (%s)', async (language) => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(openApiDocument(language));
    expect({ valid, errors, version: validator.version }).toEqual({
      valid: true,
      errors: undefined,
      version: '3.1',
    });
  });

  it('is what docs/openapi.json says (node scripts/write-openapi-document.mjs writes it)', () => {
    const kept = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));
    expect(openApiDocument('en')).toEqual(kept);
  });

  it('has every route of the API, for the same people, and no other', () => {
    const pinned = JSON.parse(readFileSync(join(root, 'test/app/pinned-routes.json'), 'utf8')) as Pinned[];
    const routes = pinned.filter(({ path }) => path.startsWith('/api/'));
    const told = operations.map(({ method, path, who }) => ({
      method,
      path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      who,
    }));
    expect(told.map(line).sort()).toEqual(routes.map(line).sort());
  });

  it('names each operation once and each example within it', () => {
    const names = operations.flatMap(({ id, examples }) => [
      id,
      ...examples.map(({ name }) => `${id} ${name}`),
    ]);
    expect(names.filter((name, at) => names.indexOf(name) !== at && !name.endsWith(' '))).toEqual([]);
    expect(operations.filter(({ examples }) => examples.length === 0)).toEqual([]);
  });

  it.each(operations.flatMap(bodiesOf))(
    'has an example that its schema takes: $id, $name',
    ({ schema, value }) => {
      expect(namedSchemas[schema].safeParse(value).error?.issues ?? []).toEqual([]);
    },
  );

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(openApiDocument('en'));
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !Object.hasOwn(namedSchemas, name))).toEqual([]);
    expect(existsSync(join(root, 'docs', 'api.md'))).toBe(true);
  });
});

interface Pinned {
  readonly method: string;
  readonly path: string;
  readonly who: unknown;
}

function line({ method, path, who }: Pinned): string {
  return `${method} ${path} ${Array.isArray(who) ? [...who].sort().join(' ') : String(who)}`;
}

function bodiesOf({ id, body, examples }: Operation) {
  if (body === undefined || !('schema' in body)) return [];
  return examples.map(({ name, body: value }) => ({ id, name, schema: body.schema, value }));
}
