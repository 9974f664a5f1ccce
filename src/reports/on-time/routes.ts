import type { Request } from 'express';
import { taipeiDate } from '../../clock.js';
import { translate } from '../../locales/index.js';
import type { Role } from '../../roles.js';
import { type FileFormat, sendTable } from '../../web/exports/index.js';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { countOnTime, type OnTime } from './count-on-time.js';
import { daysToReport } from './days-to-report.js';

/** How much was reported in time: of the own institution, and for the agency of all. */
export function onTimeRoutes(services: ReportServices): readonly Route[] {
  const { db, render } = services;
  const count = (request: Request) =>
    countOnTime(db, yearOf(services, request), actorOf(request).institution?.id ?? null);
  return [
    {
      method: 'get',
      path: '/records/on-time',
      who: whoCounts,
      takes: 'nothing',
      async handle(request, response) {
        render(request, response, 'reports/views/on-time.njk', {
          year: yearOf(services, request),
          years: yearsOf(services),
          days: daysToReport,
          rows: (await count(request)).map((row) => ({ ...row, percent: percentOf(row) })),
        });
      },
    },
    ...(['csv', 'xlsx'] as const).map(
      (format: FileFormat): Route => ({
        method: 'get',
        path: `/records/on-time.${format}`,
        who: whoCounts,
        takes: 'nothing',
        async handle(request, response) {
          const rows = await count(request);
          const year = yearOf(services, request);
          await sendTable(services, request, response, format, tableOf(request, rows), {
            name: 'records-on-time',
            rows: rows.length,
            asked: { year: String(year) },
          });
        },
      }),
    ),
  ];
}

const whoCounts: readonly Role[] = ['reporter', 'manager', 'reviewer', 'supervisor'];

/** The present year and those before it, as far as people look back. */
function yearsOf({ clock }: ReportServices): readonly number[] {
  const year = Number(taipeiDate(clock()).slice(0, 4));
  return Array.from({ length: 5 }, (_, before) => year - before);
}

/** The year that the address names; the present one when it names none of those offered. */
function yearOf(services: ReportServices, request: Request): number {
  const years = yearsOf(services);
  const asked = years.find((year) => String(year) === request.query.year);
  return asked ?? years[0] ?? 0;
}

/** One decimal, never rounded up to a hundred. */
function percentOf({ records, onTime }: OnTime): number {
  return Math.floor((1_000 * onTime) / Math.max(1, records)) / 10;
}

function tableOf(request: Request, rows: readonly OnTime[]) {
  const t = (key: string, params = {}) => translate(visitOf(request).language, key, params);
  return {
    title: t('records.on-time.title'),
    columns: [
      {
        heading: t('records.on-time.code'),
        kind: 'text',
        value: ({ institutionCode }: OnTime) => institutionCode,
      },
      {
        heading: t('records.on-time.institution'),
        kind: 'text',
        value: ({ institutionName }: OnTime) => institutionName,
      },
      { heading: t('records.kind'), kind: 'text', value: ({ kind }: OnTime) => t(`submission.kind.${kind}`) },
      { heading: t('records.on-time.records'), kind: 'number', value: ({ records }: OnTime) => records },
      { heading: t('records.on-time.in-time'), kind: 'number', value: ({ onTime }: OnTime) => onTime },
      {
        heading: t('records.on-time.late'),
        kind: 'number',
        value: (row: OnTime) => row.records - row.onTime,
      },
      { heading: t('records.on-time.percent'), kind: 'number', value: percentOf },
    ],
    parts: once(rows),
  } as const;
}

async function* once<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
