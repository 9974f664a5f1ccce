import {
  compileMessage,
  type Language,
  outlineMessage,
  type Translate,
  translate,
} from '../../locales/index.js';
import type { TableColumn } from '../../web/exports/index.js';
import { ruleTable } from '../rules/table.js';
import { hazardName } from '../search/record-list.js';
import type { Figures, FiguresOf } from './load-figures.js';
import type { LateFigure } from './load-late.js';

/** The tables of the statistics, each a file of its own. */
export const tableNames = ['months', 'hazards', 'years', 'late', 'refusals'] as const;
export type TableName = (typeof tableNames)[number];

/** A table as the page and its file hold it. The first column names the row. */
export interface FigureTable {
  readonly name: TableName;
  readonly columns: readonly TableColumn<FigureRow>[];
  readonly rows: readonly FigureRow[];
}

/** Values in the order of the columns. */
export type FigureRow = readonly (string | number | null)[];

/** What is counted, for whom it is written down. */
export interface TablesOf extends Pick<FiguresOf, 'from' | 'to' | 'year'> {
  /** The operation whose levels by year are shown; null for all together. */
  readonly hazard: string | null;
  readonly language: Language;
}

/** Makes the tables from the figures. Pure. */
export function figureTables(figures: Figures, of: TablesOf): readonly FigureTable[] {
  const t: Translate = (key, params) => translate(of.language, key, params);
  return [
    monthTable(figures, of, t),
    hazardTable(figures, of, t),
    yearTable(figures, of, t),
    lateTable(figures, of, t),
    refusalTable(figures, of, t),
  ];
}

function monthTable({ received }: Figures, { year }: TablesOf, t: Translate): FigureTable {
  const months = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);
  const key = (name: string) => t(`report-statistics.months.${name}`);
  return {
    name: 'months',
    columns: columnsOf(
      t('report-statistics.month'),
      ['received', 'accepted', 'refused', 'other', 'rows'].map(key),
    ),
    rows: months.map((month) => {
      const own = received.filter((figure) => figure.month === month);
      const accepted = own.filter(({ state }) => state === 'accepted');
      const all = sumOf(own, 'submissions');
      const taken = sumOf(accepted, 'submissions');
      const refused = sumOf(
        own.filter(({ state }) => state === 'refused'),
        'submissions',
      );
      return [month, all, taken, refused, all - taken - refused, sumOf(accepted, 'rows')];
    }),
  };
}

function hazardTable({ levels }: Figures, { year }: TablesOf, t: Translate): FigureTable {
  const own = levels.filter((figure) => figure.year === year && figure.records > 0);
  const hazards = [...new Set(own.map(({ hazard }) => hazard))].sort();
  return {
    name: 'hazards',
    columns: columnsOf(t('records.hazard'), levelHeadings(t)),
    rows: hazards.map((hazard) => [
      hazardName(hazard),
      ...levelCells(own.filter((figure) => figure.hazard === hazard)),
    ]),
  };
}

function yearTable({ levels }: Figures, { from, to, hazard }: TablesOf, t: Translate): FigureTable {
  const own = levels.filter((figure) => hazard === null || figure.hazard === hazard);
  return {
    name: 'years',
    columns: columnsOf(t('report-statistics.year'), levelHeadings(t)),
    rows: yearsOf(from, to).map((year) => [
      String(year),
      ...levelCells(own.filter((figure) => figure.year === year)),
    ]),
  };
}

function lateTable({ late }: Figures, { from, to }: TablesOf, t: Translate): FigureTable {
  const headings = (['general', 'special'] as const).flatMap((kind) =>
    (['records', 'late', 'percent'] as const).map((what) =>
      t('report-statistics.of-kind', {
        kind: t(`report-statistics.late.${kind}`),
        what: t(`report-statistics.late.${what}`),
      }),
    ),
  );
  return {
    name: 'late',
    columns: columnsOf(t('report-statistics.year'), headings),
    rows: yearsOf(from, to).map((year) => {
      const own = late.filter((figure) => figure.year === year);
      return [String(year), ...lateCells(own, 'general'), ...lateCells(own, 'special')];
    }),
  };
}

function lateCells(figures: readonly LateFigure[], kind: LateFigure['kind']): readonly (number | null)[] {
  const own = figures.filter((figure) => figure.kind === kind);
  const records = sumOf(own, 'records');
  const late = sumOf(own, 'late');
  // One decimal, never rounded down to nothing.
  return [records, late, records === 0 ? null : Math.ceil((1_000 * late) / records) / 10];
}

function refusalTable({ refusals }: Figures, { language }: TablesOf, t: Translate): FigureTable {
  const sorted = refusals.toSorted(
    (a, b) =>
      b.submissions - a.submissions || (b.places ?? 0) - (a.places ?? 0) || (a.code < b.code ? -1 : 1),
  );
  const [submissions, places] = [
    t('report-statistics.refusals.submissions'),
    t('report-statistics.refusals.places'),
  ];
  return {
    name: 'refusals',
    columns: [
      { heading: t('report-statistics.refusals.code'), kind: 'text', value: (row) => row[0] ?? null },
      { heading: t('report-statistics.refusals.sentence'), kind: 'text', value: (row) => row[1] ?? null },
      { heading: submissions, kind: 'number', value: (row) => row[2] ?? null },
      { heading: places, kind: 'number', value: (row) => row[3] ?? null },
    ],
    rows: sorted.map(({ code, submissions: files, places: cells }) => [
      code,
      sentenceOf(code, language),
      files,
      cells,
    ]),
  };
}

/** The sentence of the table of rules, with what a file would fill in left open. */
function sentenceOf(code: string, language: Language): string {
  const entry = Object.entries(ruleTable).find(([known]) => known === code)?.[1];
  if (entry === undefined) return '';
  const message = compileMessage(language, language === 'en' ? entry.en : entry.zh, 'plain');
  return outlineMessage(message.getAst()).replaceAll(/\{\w+\}/g, '…');
}

function levelHeadings(t: Translate): readonly string[] {
  return [
    ...[1, 2, 3, 4].map((level) => t('report-statistics.level', { level })),
    t('report-statistics.no-level'),
    t('report-statistics.all'),
  ];
}

function levelCells(figures: Figures['levels']): readonly number[] {
  const ofLevel = (level: number) =>
    sumOf(
      figures.filter((figure) => figure.level === level),
      'records',
    );
  return [...[1, 2, 3, 4, 0].map(ofLevel), sumOf(figures, 'records')];
}

function columnsOf(first: string, numbers: readonly string[]): readonly TableColumn<FigureRow>[] {
  return [
    { heading: first, kind: 'text', value: (row) => row[0] ?? null },
    ...numbers.map(
      (heading, index): TableColumn<FigureRow> => ({
        heading,
        kind: 'number',
        value: (row) => row[index + 1] ?? null,
      }),
    ),
  ];
}

function yearsOf(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function sumOf<Key extends string>(figures: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return figures.reduce((sum, figure) => sum + figure[key], 0);
}
