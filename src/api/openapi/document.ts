import { type Language, type Translate, translate } from '../../locales/index.js';
import { type Operation, operations, tags } from '../operations/index.js';
import { describeOperation, headersOf } from './describe-operation.js';
import { describeSchemas } from './describe-schemas.js';

/**
 * The OpenAPI 3.1 document of the whole API, made from the operations and from the schemas that validate.
 * `docs/openapi.json` is the English one; `node scripts/write-openapi-document.mjs` writes it.
 */
export function openApiDocument(language: Language) {
  const t: Translate = (key, params) => translate(language, key, params);
  return {
    openapi: '3.1.1',
    info: {
      title: t('api.title'),
      version: '1',
      description: t('api.description'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }],
    tags: tags.map((tag) => ({ name: tag, description: t(`api.tag.${tag}`) })),
    paths: pathsOf(t, language),
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: t('api.session-token') },
      },
      headers: headersOf(t),
      schemas: describeSchemas(t),
    },
  };
}

function pathsOf(t: Translate, language: Language) {
  const paths = new Map<string, Readonly<Record<string, unknown>>>();
  for (const operation of operations) {
    const { path, method } = operation;
    paths.set(path, {
      ...paths.get(path),
      ...parametersOf(operation, t),
      [method]: describeOperation(operation, t, language),
    });
  }
  return Object.fromEntries(paths);
}

/** What stands in braces in the path. */
function parametersOf({ path }: Operation, t: Translate) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) return {};
  return {
    parameters: names.map((name) => ({
      name,
      in: 'path',
      required: true,
      description: t(`api.path.${name}`),
      schema: { type: 'string' },
    })),
  };
}
