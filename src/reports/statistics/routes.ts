import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { findInstitution } from '../../institutions/index.js';
import { translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { drawBars, stackBars } from '../../web/charts/index.js';
import { type FileFormat, sendTable } from '../../web/exports/index.js';
import { actorOf, type NavigationItem, type Route, visitOf } from '../../web/index.js';
import { hazardOperations } from '../schema/hazard-operations.js';
import { hazardName } from '../search/record-list.js';
import type { ReportServices } from '../services.js';
import { countSubmissions } from './count-submissions.js';
import { loadFigures } from './load-figures.js';
import { type FigureTable, figureTables, type TableName, tableNames } from './tables.js';

/**
 * 健檢統計: what came in, levels by operation and year, what was late, what was refused. An institution sees its own figures,
 * the agency all or those of one institution. Small counts are shown: the readers may see the records themselves.
 */
export function reportStatisticsRoutes(services: ReportServices): readonly Route[] {
  const { render } = services;

  async function showPage(request: Request, response: Response): Promise<void> {
    const asked = readAsked(services, request);
    const found = await institutionOf(services, request);
    const problem = found instanceof Problem ? found : undefined;
    const model = {
      asked,
      years: offeredYears(services),
      hazards: hazardOperations.map(({ code }) => ({ code, name: hazardName(code) })),
      isAgency: actorOf(request).institution === null,
    };
    if (found instanceof Problem) {
      return render(request, response, view, {
        ...model,
        problem,
        values: { institution: asked.institution },
      });
    }
    const tables = await loadTables(services, request, found?.id ?? null);
    render(request, response, view, {
      ...model,
      institution: found,
      query: queryOf(asked),
      tables: tables.map(shown),
      charts: chartsOf(tables),
      values: { institution: asked.institution },
    });
  }

  async function sendFile(name: TableName, format: FileFormat, request: Request, response: Response) {
    const asked = readAsked(services, request);
    const found = await institutionOf(services, request);
    if (found instanceof Problem) throw found;
    const tables = await loadTables(services, request, found?.id ?? null);
    const table = tables.find((one) => one.name === name);
    if (table === undefined) throw new TypeError(`There is no table ${name}.`);
    const { columns, rows } = table;
    const title = translate(visitOf(request).language, `report-statistics.${name}.title`);
    await sendTable(
      services,
      request,
      response,
      format,
      { title, columns, parts: inOnePart(rows) },
      { name: `record-statistics-${name}`, rows: rows.length, asked: { ...asked, year: String(asked.year) } },
    );
  }

  return [
    { method: 'get', path, who, takes: 'nothing', handle: showPage },
    ...tableNames.flatMap((name) =>
      (['csv', 'xlsx'] as const).map(
        (format): Route => ({
          method: 'get',
          path: `${path}/${name}.${format}`,
          who,
          takes: 'nothing',
          handle: (request, response) => sendFile(name, format, request, response),
        }),
      ),
    ),
  ];
}

const path = '/statistics/records';
const view = 'reports/statistics/views/statistics.njk';
const who: readonly Role[] = ['manager', 'reporter', 'reviewer', 'supervisor'];
const staff: readonly Role[] = ['reviewer', 'supervisor'];

/** Links in the main navigation. */
export const reportStatisticsNavigation: readonly NavigationItem[] = [
  {
    href: path,
    text: 'report-statistics.title',
    who,
    inMenu: { of: staff, hint: 'report-statistics.menu-hint' },
  },
];

/** What the address asks for; what cannot be read is as if it were not asked. */
interface Asked {
  readonly year: number;
  readonly hazard: string;
  readonly institution: string;
}

function readAsked(services: ReportServices, { query }: Request): Asked {
  const years = offeredYears(services);
  return {
    year: years.find((year) => String(year) === query.year) ?? years[0] ?? 0,
    hazard: hazardOperations.find(({ code }) => code === query.hazard)?.code ?? '',
    institution: typeof query.institution === 'string' ? query.institution.trim().slice(0, 20) : '',
  };
}

/** As far back as records are kept at least. */
function offeredYears({ clock }: ReportServices): readonly number[] {
  const year = Number(taipeiDate(clock()).slice(0, 4));
  return Array.from({ length: 10 }, (_, before) => year - before);
}

/** Whose figures: the own ones, or of the agency's choice; undefined for all. */
async function institutionOf({ db }: ReportServices, request: Request) {
  const { institution: own } = actorOf(request);
  if (own !== null) return own;
  const code = typeof request.query.institution === 'string' ? request.query.institution.trim() : '';
  if (code === '') return undefined;
  const found = /^\d{10}$/.test(code) ? await findInstitution(db, code) : undefined;
  return (
    found ??
    new Problem('ERR_FIELDS', { fields: [{ field: 'institution', code: 'ERR_STATISTICS_INSTITUTION' }] })
  );
}

async function loadTables(
  services: ReportServices,
  request: Request,
  institutionId: number | null,
): Promise<readonly FigureTable[]> {
  const { year, hazard } = readAsked(services, request);
  const span = { from: year - yearsBefore, to: year, year };
  await countSubmissions(services);
  const figures = await loadFigures(services.db, { ...span, institutionId });
  const { language } = visitOf(request);
  return figureTables(figures, { ...span, hazard: hazard === '' ? null : hazard, language });
}

/** What is shown year by year ends with the year that is asked for. */
const yearsBefore = 4;

function queryOf({ year, hazard, institution }: Asked): string {
  const query = new URLSearchParams({ year: String(year) });
  if (hazard !== '') query.set('hazard', hazard);
  if (institution !== '') query.set('institution', institution);
  return `?${query}`;
}

function shown({ name, columns, rows }: FigureTable) {
  return {
    name,
    headings: columns.map(({ heading, kind }) => ({ text: heading, isNumber: kind === 'number' })),
    rows: rows.map((row) =>
      row.map((value, index) => ({ value, isNumber: columns[index]?.kind === 'number' })),
    ),
  };
}

function chartsOf(tables: readonly FigureTable[]) {
  const rowsOf = (name: TableName) => tables.find((table) => table.name === name)?.rows ?? [];
  const places = (name: TableName, cells: readonly number[], label: (text: string) => string) =>
    rowsOf(name).map((row) => ({
      label: label(String(row[0])),
      values: cells.map((cell) => numberOf(row[cell])),
    }));
  return {
    months: drawBars(places('months', [1, 2, 3], (month) => String(Number(month.slice(5))))),
    hazards: stackBars(places('hazards', [1, 2, 3, 4], (hazard) => hazard.slice(0, 2))),
    years: stackBars(places('years', [1, 2, 3, 4], (year) => year)),
    late: drawBars(places('late', [3, 6], (year) => year)),
    refusals: drawBars(
      rowsOf('refusals')
        .slice(0, mostBars)
        .map((row, index) => ({ label: String(index + 1), values: [numberOf(row[2])] })),
    ),
  };
}

/** What comes seldom stands in the table only. */
const mostBars = 20;

function numberOf(cell: string | number | null | undefined): number | null {
  return typeof cell === 'number' ? cell : null;
}

async function* inOnePart<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
