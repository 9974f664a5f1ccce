import type { Knex } from 'knex';
import { hazardOperations } from '../schema/hazard-operations.js';
import type { ExamKind } from '../schema/kinds.js';

/** 勞工健康保護規則 第 19 條: 7 years for general exams, 10 for special ones; 第 20 條: 30 for the operations it names. */
export const retentionPeriods = [
  { years: 7, article: 19 },
  { years: 10, article: 19 },
  { years: 30, article: 20 },
] as const;

export type RetentionYears = (typeof retentionPeriods)[number]['years'];

/** How many years a record is kept, from the day of the exam. What is not known is kept longest. */
export function retentionYears(kind: ExamKind, hazardCode: string | null): RetentionYears {
  if (kind === 'general') return 7;
  return tenYears.has(hazardCode ?? '') ? 10 : 30;
}

/**
 * The first exam date that still is kept: what was examined before it has been kept for the years. The year of an exam on
 * 29 February ends with 28 February, as the day does not come again (民法 第 121 條).
 *
 * @param today `yyyy-mm-dd` in Taipei
 * @returns `yyyy-mm-dd`; on 29 February possibly a day that its year does not have, for comparing only
 */
export function keptSince(today: string, years: RetentionYears): string {
  return `${String(Number(today.slice(0, 4)) - years).padStart(4, '0')}${today.slice(4)}`;
}

/** Whether a record's time of keeping has ended. */
export function isExpired(
  { kind, hazardCode, examDate }: { kind: ExamKind; hazardCode: string | null; examDate: string },
  today: string,
): boolean {
  return examDate < keptSince(today, retentionYears(kind, hazardCode));
}

/** The same as a condition on `exam_records`. */
export function whereExpired(query: Knex.QueryBuilder, today: string): Knex.QueryBuilder {
  return query.where((any) =>
    any
      .where((general) =>
        general
          .where('exam_records.kind', 'general')
          .where('exam_records.exam_date', '<', keptSince(today, 7)),
      )
      .orWhere((ten) =>
        ten
          .where('exam_records.kind', 'special')
          .whereIn('exam_records.hazard_code', [...tenYears])
          .where('exam_records.exam_date', '<', keptSince(today, 10)),
      )
      .orWhere((thirty) =>
        thirty
          .whereNot('exam_records.kind', 'general')
          .where('exam_records.exam_date', '<', keptSince(today, 30)),
      ),
  );
}

const tenYears: ReadonlySet<string> = new Set(
  hazardOperations.filter((hazard) => hazard.retentionYears === 10).map(({ code }) => code),
);
