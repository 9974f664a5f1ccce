import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { type Translate, translate } from '../../locales/index.js';
import type { Role } from '../../roles.js';
import { drawBars } from '../../web/charts/index.js';
import { type FileFormat, sendTable } from '../../web/exports/index.js';
import { type NavigationItem, type Route, visitOf } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { countStatistics, type Statistics } from './count-statistics.js';
import { loadFacts } from './load-facts.js';
import { monthsOf } from './months.js';
import {
  monthTable,
  reasonTable,
  reviewerTable,
  type StatisticsTable,
  type TableName,
  tableNames,
} from './tables.js';

const who: readonly Role[] = ['supervisor'];
const path = '/statistics/applications';

/** Statistics of applications and the reviewers' workload, for supervisors: a page, and its tables as files. */
export function statisticsRoutes(services: ApplicationPageServices): readonly Route[] {
  const { render, clock } = services;
  const files = tableNames.flatMap((name) =>
    (['csv', 'xlsx'] as const).map(
      (format): Route => ({
        method: 'get',
        path: `${path}/${name}.${format}`,
        who,
        takes: 'nothing',
        handle: (request, response) => sendFile(services, name, format, request, response),
      }),
    ),
  );
  return [
    {
      method: 'get',
      path,
      who,
      takes: 'nothing',
      async handle(request, response) {
        const today = taipeiDate(clock());
        const period = periodOf(request, today);
        const statistics = await loadStatistics(services, request);
        render(request, response, 'applications/statistics/views/statistics.njk', {
          statistics,
          period,
          years: yearsUpTo(today),
          charts: chartsOf(statistics),
        });
      },
    },
    ...files,
  ];
}

/** Links in the main navigation. */
export const statisticsNavigation: readonly NavigationItem[] = [
  { href: path, text: 'statistics.title', who, inMenu: { of: who, hint: 'statistics.menu-hint' } },
];

async function loadStatistics(
  { db, clock, calendar, settings }: ApplicationPageServices,
  request: Request,
): Promise<Statistics> {
  const today = taipeiDate(clock());
  const months = monthsOf(periodOf(request, today), today);
  const { decisionDays } = settings;
  return countStatistics(await loadFacts(db, months, today), months, { calendar, decisionDays });
}

function chartsOf({ months, reasons, reviewers }: Statistics) {
  return {
    flow: drawBars(
      months.map(({ month, received, approved, returned }) => ({
        label: String(Number(month.slice(5))),
        values: [received, approved, returned],
      })),
    ),
    days: drawBars(
      months.map(({ month, medianDays }) => ({
        label: String(Number(month.slice(5))),
        values: [medianDays],
      })),
    ),
    reasons: drawBars(reasons.map(({ count }, index) => ({ label: String(index + 1), values: [count] }))),
    reviewers: drawBars(
      reviewers.map(({ open, overdue }, index) => ({ label: String(index + 1), values: [open, overdue] })),
    ),
  };
}

async function sendFile(
  services: ApplicationPageServices,
  name: TableName,
  format: FileFormat,
  request: Request,
  response: Response,
): Promise<void> {
  const { language } = visitOf(request);
  const t: Translate = (key, params) => translate(language, key, params);
  const statistics = await loadStatistics(services, request);
  const period = String(periodOf(request, taipeiDate(services.clock())));
  const send = <Row>({ rows, columns }: StatisticsTable<Row>) => {
    const table = { title: t(`statistics.table.${name}`), columns, parts: inOnePart(rows) };
    const facts = { name: `statistics-${name}`, rows: rows.length, asked: { period } };
    return sendTable(services, request, response, format, table, facts);
  };
  if (name === 'months') return send(monthTable(statistics, t));
  return name === 'reasons' ? send(reasonTable(statistics, t)) : send(reviewerTable(statistics, t));
}

async function* inOnePart<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/** A year that the address names, or the last twelve months. */
function periodOf({ query }: Request, today: string): 'last' | number {
  return yearsUpTo(today).find((year) => String(year) === query.period) ?? 'last';
}

/** The years that can be asked for, the latest first. */
function yearsUpTo(today: string): readonly number[] {
  const year = Number(today.slice(0, 4));
  return [year, year - 1, year - 2, year - 3, year - 4];
}
