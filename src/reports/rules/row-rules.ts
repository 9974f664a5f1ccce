import type { CodeColumn, Column } from '../schema/column.js';
import type { Layout } from '../schema/layouts.js';
import { isoDate, wholeYears } from './calendar.js';
import { intervalYears, isLongerThan } from './interval.js';
import type { Lookup, RowRule } from './row-rule.js';
import type { RowValues } from './row-values.js';
import { specialRules } from './special-rules.js';

/** Finds columns and codes in a layout. @throws TypeError for a key or code that it has not */
export function lookUp(layout: Layout, today: number): Lookup {
  const at = (key: string) => {
    const index = layout.columns.findIndex((column) => column.key === key);
    if (index < 0) throw new TypeError(`The layout of ${layout.kind} exams has no column ${key}.`);
    return index;
  };
  const code = (key: string, wanted: string) => {
    const column = layout.columns[at(key)];
    const index = column?.type === 'code' ? Object.keys(column.codes).indexOf(wanted) : -1;
    if (index < 0) throw new TypeError(`The column ${key} has no code ${wanted}.`);
    return index;
  };
  return { today, at, code };
}

/** The rules for the rows of a layout. */
export function rowRulesOf(layout: Layout): readonly RowRule[] {
  const ofKind = { general: [...generalRules, ...measurementRules], special: specialRules };
  const notExamined = layout.columns.filter(canBeUnexamined).map(notExaminedRule);
  return [...dateRules, ...ofKind[layout.kind], ...notExamined];
}

const dateRules: readonly RowRule[] = [
  {
    code: 'RPT_SEX_NOT_AS_ID',
    column: 'sex',
    build: ({ at, code }) => {
      const [sex, id, male] = [at('sex'), at('worker_id'), code('sex', 'M')];
      return (row) => {
        const byId = row.of(id);
        const differs = row.of(sex) !== byId && !Number.isNaN(row.of(sex)) && !Number.isNaN(byId);
        return differs ? { expected: byId === male ? 'M' : 'F' } : undefined;
      };
    },
  },
  {
    code: 'RPT_BIRTH_IN_FUTURE',
    column: 'birth_date',
    build: ({ at, today }) => {
      const birth = at('birth_date');
      return (row) => (row.of(birth) > today ? {} : undefined);
    },
  },
  {
    code: 'RPT_HIRE_BEFORE_BIRTH',
    column: 'hire_date',
    build: ({ at }) => {
      const [hire, birth] = [at('hire_date'), at('birth_date')];
      return (row) => (row.of(hire) < row.of(birth) ? {} : undefined);
    },
  },
  {
    code: 'RPT_EXAM_IN_FUTURE',
    column: 'exam_date',
    build: ({ at, today }) => {
      const exam = at('exam_date');
      return (row) => (row.of(exam) > today ? { today: isoDate(today) } : undefined);
    },
  },
  {
    code: 'RPT_EXAM_BEFORE_BIRTH',
    column: 'exam_date',
    build: ({ at }) => {
      const [exam, birth] = [at('exam_date'), at('birth_date')];
      return (row) => (row.of(exam) < row.of(birth) ? {} : undefined);
    },
  },
  {
    code: 'RPT_EXAM_BEFORE_HIRE',
    column: 'exam_date',
    build: ({ at, code }) => {
      const [exam, hire, timing] = [at('exam_date'), at('hire_date'), at('exam_timing')];
      const atHire = code('exam_timing', '1');
      return (row) => (row.of(exam) < row.of(hire) && row.of(timing) > atHire ? {} : undefined);
    },
  },
  {
    code: 'RPT_AGE_UNUSUAL',
    column: 'birth_date',
    build: ({ at }) => {
      const [exam, birth] = [at('exam_date'), at('birth_date')];
      return (row) => {
        const days = row.of(exam) - row.of(birth);
        if (Number.isNaN(days) || days < 0 || (days > 15 * 366 && days < 90 * 365)) return undefined;
        const age = wholeYears(row.of(birth), row.of(exam));
        return age < 15 || age > 90 ? { age } : undefined;
      };
    },
  },
];

/** About the dates of general exams alone. */
const generalRules: readonly RowRule[] = [
  {
    code: 'RPT_INTERVAL_AT_HIRE',
    column: 'exam_date',
    build: ({ at, code }) => {
      const [exam, hire, timing, birth] = [
        at('exam_date'),
        at('hire_date'),
        at('exam_timing'),
        at('birth_date'),
      ];
      const atHire = code('exam_timing', '1');
      return (row) => {
        const isEarly = row.of(exam) < row.of(hire) && row.of(timing) === atHire;
        if (!isEarly || !(row.of(birth) <= row.of(exam))) return undefined;
        const years = intervalYears(wholeYears(row.of(birth), row.of(exam)));
        return isLongerThan(row.of(exam), row.of(hire), years) ? { years } : undefined;
      };
    },
  },
];

const measurementRules: readonly RowRule[] = [
  {
    code: 'RPT_DIASTOLIC_NOT_BELOW',
    column: 'diastolic',
    build: ({ at }) => {
      const [systolic, diastolic] = [at('systolic'), at('diastolic')];
      return (row) => (row.of(diastolic) >= row.of(systolic) ? { systolic: row.of(systolic) } : undefined);
    },
  },
  {
    code: 'RPT_BMI_IMPOSSIBLE',
    column: 'weight',
    build: ({ at }) => {
      const [height, weight] = [at('height'), at('weight')];
      return (row) => {
        const bmi = bodyMassIndex(row.of(height), row.of(weight));
        return bmi < 8 || bmi > 100 ? { bmi: bmi.toFixed(1) } : undefined;
      };
    },
  },
  {
    code: 'RPT_BMI_UNUSUAL',
    column: 'weight',
    build: ({ at }) => {
      const [height, weight] = [at('height'), at('weight')];
      return (row) => {
        const bmi = bodyMassIndex(row.of(height), row.of(weight));
        return (bmi >= 8 && bmi < 13) || (bmi > 50 && bmi <= 100) ? { bmi: bmi.toFixed(1) } : undefined;
      };
    },
  },
  {
    code: 'RPT_NOTE_REQUIRED',
    column: 'conclusion_note',
    build: ({ at, code }) => {
      const [conclusion, note] = [at('conclusion'), at('conclusion_note')];
      const normal = code('conclusion', '1');
      return (row) => (row.of(conclusion) > normal && row.isEmpty(note) ? {} : undefined);
    },
  },
];

function notExaminedRule(column: CodeColumn & { readonly notExamined: string }): RowRule {
  return {
    code: 'RPT_ITEM_NOT_EXAMINED',
    column: column.key,
    build: ({ at, code }) => {
      const [item, timing] = [at(column.key), at('exam_timing')];
      const [notExamined, followUp] = [code(column.key, column.notExamined), code('exam_timing', '4')];
      const isAsked = isAskedFor(column, { at, code });
      return (row) =>
        row.of(item) === notExamined && row.of(timing) < followUp && isAsked(row) ? {} : undefined;
    },
  };
}

/** Whether the row's hazard operation asks for an item; general exams ask for all of them. */
function isAskedFor(
  { required }: Column,
  { at, code }: Pick<Lookup, 'at' | 'code'>,
): (row: RowValues) => boolean {
  const hazards = typeof required === 'object' ? required.hazards : undefined;
  if (hazards === undefined) return () => true;
  const hazardAt = at('hazard_code');
  const asking = new Set(hazards.map((hazard) => code('hazard_code', hazard)));
  return (row) => asking.has(row.of(hazardAt));
}

function canBeUnexamined(column: Column): column is CodeColumn & { readonly notExamined: string } {
  return column.type === 'code' && column.notExamined !== undefined;
}

/** @param height in cm @param weight in kg */
function bodyMassIndex(height: number, weight: number): number {
  return (weight * 10_000) / (height * height);
}
