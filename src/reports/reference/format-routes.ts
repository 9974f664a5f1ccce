import type { Request } from 'express';
import { type Clock, taipeiDate } from '../../clock.js';
import { type Translate, translate } from '../../locales/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import { type FileFormat, streamTable } from '../../web/exports/index.js';
import { type RenderPage, type Route, visitOf } from '../../web/index.js';
import { isoDate } from '../rules/calendar.js';
import { readDate } from '../rules/cells/date.js';
import { hazardOperation, hazardOperations } from '../schema/hazard-operations.js';
import { examKinds, isExamKind } from '../schema/kinds.js';
import { columnTable } from './column-table.js';
import { type ColumnQuestion, columnWords, findColumns } from './column-words.js';

/** What the pages about the format work with. */
export interface FormatServices {
  readonly clock: Clock;
  readonly render: RenderPage;
}

/** How files are made: templates and schemas, and every column of each kind of exam. For anyone. */
export function formatRoutes(services: FormatServices): readonly Route[] {
  const { clock, render } = services;
  return [
    {
      method: 'get',
      path: '/formats',
      who: 'anyone',
      takes: 'nothing',
      handle: (request, response) =>
        render(request, response, 'reports/views/formats.njk', {
          kinds: examKinds,
          operations: hazardOperations,
        }),
    },
    {
      method: 'get',
      path: '/formats/:kind',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        const { question, fields } = readQuestion(services, request);
        const text = textOf(request);
        const all = columnWords(translateFor(request), question);
        render(request, response, 'reports/views/columns.njk', {
          ...question,
          text,
          all: all.length,
          columns: findColumns(all, text),
          operations: question.kind === 'special' ? hazardOperations : [],
          asked: addressOf(request),
          values: {
            q: text,
            hazard: question.hazard ?? '',
            date: queryText(request, 'date') || question.day,
          },
          ...(fields.length === 0 ? {} : { problem: new Problem('ERR_FIELDS', { fields }) }),
        });
      },
    },
    ...(['csv', 'xlsx'] as const).map(
      (format: FileFormat): Route => ({
        method: 'get',
        path: `/formats/:kind/columns.${format}`,
        who: 'anyone',
        takes: 'nothing',
        async handle(request, response) {
          const { question } = readQuestion(services, request);
          const t = translateFor(request);
          const rows = findColumns(columnWords(t, question), textOf(request));
          const title = t('formats.columns.title', { kind: t(`submission.kind.${question.kind}`) });
          await streamTable(response, format, columnTable(t, title, rows), clock());
        },
      }),
    ),
  ];
}

interface ReadQuestion {
  readonly question: ColumnQuestion;
  readonly fields: readonly FieldProblem[];
}

/** What of the address can be understood; without a day, and with one that is none, the present. */
function readQuestion({ clock }: FormatServices, request: Request): ReadQuestion {
  const { kind } = request.params;
  if (!isExamKind(kind)) throw new Problem('ERR_NOT_FOUND');
  const operation = kind === 'special' ? hazardOperation(queryText(request, 'hazard')) : undefined;
  const read = readDate(queryText(request, 'date'));
  return {
    question: {
      kind,
      hazard: operation?.code,
      day: read.is === 'value' ? isoDate(read.value) : taipeiDate(clock()),
    },
    fields: read.is === 'wrong' ? [{ field: 'date', code: 'ERR_SEARCH_DATE' }] : [],
  };
}

/** What the address asks for, to be handed on. */
function addressOf(request: Request): string {
  const asked = new URLSearchParams();
  for (const name of ['q', 'hazard', 'date']) {
    const text = queryText(request, name);
    if (text !== '') asked.set(name, text);
  }
  const query = asked.toString();
  return query === '' ? '' : `?${query}`;
}

function textOf(request: Request): string {
  return queryText(request, 'q').trim();
}

/** No word that is looked for is longer. */
function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.slice(0, 100) : '';
}

function translateFor(request: Request): Translate {
  return (key, params) => translate(visitOf(request).language, key, params);
}
