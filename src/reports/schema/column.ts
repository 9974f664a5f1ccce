/** The periods of an exam (檢查時期) as coded in the layout. */
export type ExamTiming = '1' | '2' | '3' | '4';

/**
 * When a value must be there: always, never, or only for exams of certain periods and from a date on (the date on
 * which the amendment that asks for it takes effect, compared with the exam date), and of certain hazard operations.
 */
export type Requirement =
  | 'always'
  | 'never'
  | {
      readonly timings: readonly ExamTiming[];
      readonly from?: string;
      /** Codes of hazard operations; of any kind when left out. */
      readonly hazards?: readonly string[];
    };

interface ColumnBase {
  /** What programs call the column. */
  readonly key: string;
  /** The header of the template. */
  readonly name: string;
  readonly nameEn: string;
  /** Further headers that are understood. */
  readonly otherNames?: readonly string[];
  readonly required: Requirement;
  /** How the value is masked wherever it is shown outside the record itself. */
  readonly personal?: 'id' | 'name' | 'date';
}

export interface TextColumn extends ColumnBase {
  readonly type: 'text';
  /** In characters (code points). */
  readonly maxLength: number;
  /** A person's or an employer's name: no question mark stands in one. */
  readonly isName?: true;
}

/** A number or licence that is written with letters and digits and compared as text. */
export interface IdentifierColumn extends ColumnBase {
  readonly type: 'identifier';
  /** Who gives the number out; decides its form and check digit. */
  readonly scheme: 'institution' | 'employer' | 'worker' | 'labour-insurance' | 'licence';
  readonly maxLength: number;
}

export interface DateColumn extends ColumnBase {
  readonly type: 'date';
}

export interface CodeColumn extends ColumnBase {
  readonly type: 'code';
  /** Code and Chinese label, in the order of the form. */
  readonly codes: Readonly<Record<string, string>>;
  /** Further spellings in use, and the code each stands for. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** In a file of an institution with a mapping: its own values and the code each stands for, and nothing else. */
  readonly ownSpellings?: Readonly<Record<string, string>>;
  /** The code that says the item was not examined, if there is one. */
  readonly notExamined?: string;
}

export interface NumberColumn extends ColumnBase {
  readonly type: 'number';
  /** Empty where the value has none. */
  readonly unit: string;
  /** Outside of these a value is impossible. */
  readonly hardMin: number;
  readonly hardMax: number;
  /** Outside of these it is unusual. */
  readonly softMin: number;
  readonly softMax: number;
  readonly decimals: number;
  readonly loinc?: string;
}

/** The name of a picture that is sent beside the rows. */
export interface ImageColumn extends ColumnBase {
  readonly type: 'image';
  /** In characters (code points). */
  readonly maxLength: number;
}

/** Codes and labels in the order in which they are shown: that of the form, numbers by size. */
export function codeList({ codes }: CodeColumn): readonly (readonly [code: string, label: string])[] {
  const all = Object.entries(codes);
  // An object puts 10 before 09.
  return all.every(([code]) => /^\d+$/.test(code)) ? all.toSorted() : all;
}

/** Whether a file may do without the column: where it is never needed, or only by exams that the file need not have. */
export function mayBeAbsent(required: Requirement): boolean {
  return required === 'never' || (typeof required === 'object' && required.hazards !== undefined);
}

export type Column = TextColumn | IdentifierColumn | DateColumn | CodeColumn | NumberColumn | ImageColumn;
