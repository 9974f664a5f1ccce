import type { Translate } from '../../locales/index.js';
import type { TableColumn } from '../../web/exports/index.js';
import type { MonthLine, ReviewerLine, Statistics } from './count-statistics.js';

/** The tables of the statistics, each a file of its own. */
export const tableNames = ['months', 'reasons', 'reviewers'] as const;
export type TableName = (typeof tableNames)[number];

/** A table as its file holds it. */
export interface StatisticsTable<Row = never> {
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
}

/** By month: received, decided, how long it took. */
export function monthTable({ months }: Statistics, t: Translate): StatisticsTable<MonthLine> {
  const number = (
    key: 'received' | 'approved' | 'returned' | 'medianDays' | 'late',
  ): TableColumn<MonthLine> => ({
    heading: t(`statistics.${key}`),
    kind: 'number',
    value: (line) => line[key],
  });
  return {
    rows: months,
    columns: [
      { heading: t('statistics.month'), kind: 'text', value: ({ month }) => month },
      ...(['received', 'approved', 'returned', 'medianDays', 'late'] as const).map(number),
    ],
  };
}

/** By reason: how many accounts were returned with it. */
export function reasonTable(
  { reasons }: Statistics,
  t: Translate,
): StatisticsTable<Statistics['reasons'][number]> {
  return {
    rows: reasons,
    columns: [
      {
        heading: t('statistics.reason'),
        kind: 'text',
        value: ({ reason }) => t(`applications.reason.${reason}`),
      },
      { heading: t('statistics.accounts'), kind: 'number', value: ({ count }) => count },
    ],
  };
}

/** By reviewer: what is with them now, and what they decided. */
export function reviewerTable({ reviewers }: Statistics, t: Translate): StatisticsTable<ReviewerLine> {
  const number = (
    key: 'open' | 'overdue' | 'approved' | 'returned' | 'medianDays',
  ): TableColumn<ReviewerLine> => ({
    heading: t(`statistics.${key}`),
    kind: 'number',
    value: (line) => line[key],
  });
  return {
    rows: reviewers,
    columns: [
      { heading: t('statistics.user-name'), kind: 'text', value: ({ userName }) => userName },
      { heading: t('statistics.name'), kind: 'text', value: ({ name }) => name },
      ...(['open', 'overdue', 'approved', 'returned', 'medianDays'] as const).map(number),
    ],
  };
}
