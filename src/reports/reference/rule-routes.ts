import type { Request } from 'express';
import { type Translate, translate } from '../../locales/index.js';
import { type FileFormat, streamTable, type Table } from '../../web/exports/index.js';
import { type Route, visitOf } from '../../web/index.js';
import type { Severity } from '../rules/table.js';
import { inOnePart } from './column-table.js';
import type { FormatServices } from './format-routes.js';
import { findRules, type RuleWords, ruleWords } from './rule-words.js';

/** Everything that is checked, each rule at its own place of the page: `/rules#RPT_REQUIRED`. For anyone. */
export function ruleRoutes({ clock, render }: FormatServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/rules',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        const { text, severity } = askedOf(request);
        const rules = foundBy(request);
        render(request, response, 'reports/views/rules.njk', {
          rules,
          severities,
          asked: addressOf(text, severity),
          values: { q: text, severity: severity ?? '' },
        });
      },
    },
    ...(['csv', 'xlsx'] as const).map(
      (format: FileFormat): Route => ({
        method: 'get',
        path: `/rules.${format}`,
        who: 'anyone',
        takes: 'nothing',
        async handle(request, response) {
          const t: Translate = (key, params) => translate(visitOf(request).language, key, params);
          await streamTable(response, format, tableOf(t, foundBy(request)), clock());
        },
      }),
    ),
  ];
}

const severities: readonly Severity[] = ['stop', 'error', 'warning'];

function foundBy(request: Request): readonly RuleWords[] {
  return findRules(ruleWords(visitOf(request).language), askedOf(request));
}

function askedOf(request: Request) {
  const { q, severity } = request.query;
  return {
    // No word that is looked for is longer.
    text: typeof q === 'string' ? q.trim().slice(0, 100) : '',
    severity: severities.find((one) => one === severity),
  };
}

function addressOf(text: string, severity: Severity | undefined): string {
  const asked = new URLSearchParams();
  if (text !== '') asked.set('q', text);
  if (severity !== undefined) asked.set('severity', severity);
  const query = asked.toString();
  return query === '' ? '' : `?${query}`;
}

function tableOf(t: Translate, rows: readonly RuleWords[]): Table<RuleWords> {
  return {
    title: t('formats.rules.title'),
    columns: [
      { heading: t('formats.rules.code'), kind: 'text', value: ({ code }) => code },
      {
        heading: t('formats.rules.severity'),
        kind: 'text',
        value: ({ severity }) => t(`formats.rules.${severity}`),
      },
      { heading: t('formats.rules.sentence'), kind: 'text', value: ({ sentence }) => sentence },
      { heading: t('formats.rules.example'), kind: 'text', value: ({ example }) => example },
    ],
    parts: inOnePart(rows),
  };
}
