import { type Language, languages } from '../../locales/index.js';
import { type Route, visitOf } from '../../web/index.js';
import { operations, tags } from '../operations/index.js';
import type { ApiServices } from '../services.js';
import { openApiDocument } from './document.js';

/** The document, in the language asked for, and the page that lists the operations for people. */
export function documentRoutes({ render }: Pick<ApiServices, 'render'>): readonly Route[] {
  const texts = Object.fromEntries(
    languages.map((language) => [language, JSON.stringify(openApiDocument(language))]),
  ) as Readonly<Record<Language, string>>;
  return [
    {
      method: 'get',
      path: '/api/v1/openapi.json',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        const { language } = visitOf(request);
        response.setHeader('Content-Language', language);
        response.vary('Accept-Language').type('application/json').send(texts[language]);
      },
    },
    {
      method: 'get',
      path: '/help/api',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        const groups = tags.map((tag) => ({ tag, operations: operations.filter((one) => one.tag === tag) }));
        render(request, response, 'api/views/operations.njk', { groups });
      },
    },
  ];
}
