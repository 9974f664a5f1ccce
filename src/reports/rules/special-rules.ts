import { hazardOperations } from '../schema/hazard-operations.js';
import { dayOf, isoDate, wholeYears } from './calendar.js';
import type { RowRule } from './row-rule.js';

/** What exams for hazard operations must hold together (勞工健康保護規則 第 21 條, 附表十). */
export const specialRules: readonly RowRule[] = [
  {
    code: 'RPT_HAZARD_NOT_IN_FORCE',
    column: 'hazard_code',
    build: ({ at, code }) => {
      const [hazard, exam] = [at('hazard_code'), at('exam_date')];
      const from = new Map(
        hazardOperations.map((operation) => [
          code('hazard_code', operation.code),
          dayOf(operation.effectiveFrom),
        ]),
      );
      return (row) => {
        const day = from.get(row.of(hazard)) ?? Number.NaN;
        return row.of(exam) < day ? { from: isoDate(day) } : undefined;
      };
    },
  },
  {
    code: 'RPT_LEVEL_NEEDS_ADVICE',
    column: 'advice',
    build: ({ at, code }) => {
      const [level, advice, second] = [at('management_level'), at('advice'), code('management_level', '2')];
      return (row) => (row.of(level) === second && row.isEmpty(advice) ? {} : undefined);
    },
  },
  {
    code: 'RPT_LEVEL_NEEDS_DIAGNOSIS',
    column: 'diagnosis',
    build: ({ at, code }) => {
      const [level, diagnosis] = [at('management_level'), at('diagnosis')];
      const third = code('management_level', '3');
      return (row) => (row.of(level) >= third && row.isEmpty(diagnosis) ? {} : undefined);
    },
  },
  ...['specialist_name', 'specialist_licence'].map(
    (key): RowRule => ({
      code: 'RPT_LEVEL_NEEDS_SPECIALIST',
      column: key,
      build: ({ at, code }) => {
        const [level, specialist] = [at('management_level'), at(key)];
        const third = code('management_level', '3');
        return (row) => (row.of(level) >= third && row.isEmpty(specialist) ? {} : undefined);
      },
    }),
  ),
  {
    code: 'RPT_LEVEL_NOT_EXPECTED',
    column: 'management_level',
    build: ({ at, code }) => {
      const [level, timing] = [at('management_level'), at('exam_timing')];
      const [atHire, atChange] = [code('exam_timing', '1'), code('exam_timing', '3')];
      return (row) => {
        const isUngraded = row.of(timing) === atHire || row.of(timing) === atChange;
        return isUngraded && !Number.isNaN(row.of(level)) ? {} : undefined;
      };
    },
  },
  {
    code: 'RPT_EXPOSURE_NEEDS_UNIT',
    column: 'exposure_unit',
    build: ({ at }) => {
      const [exposure, unit] = [at('exposure_level'), at('exposure_unit')];
      return (row) => (!Number.isNaN(row.of(exposure)) && row.isEmpty(unit) ? {} : undefined);
    },
  },
  {
    code: 'RPT_EXPOSURE_YEARS_BEYOND_AGE',
    column: 'exposure_years',
    build: ({ at }) => {
      const [years, birth, exam] = [at('exposure_years'), at('birth_date'), at('exam_date')];
      return (row) => {
        if (!(row.of(birth) <= row.of(exam))) return undefined;
        const age = wholeYears(row.of(birth), row.of(exam));
        return row.of(years) > age ? { years: row.of(years), age } : undefined;
      };
    },
  },
];
