import type { Column } from './column.js';
import { commonColumns } from './common-columns.js';
import { generalColumns } from './general-columns.js';
import { hazardOperations } from './hazard-operations.js';
import type { ExamKind } from './kinds.js';
import { ofHazards } from './of-hazards.js';
import { specialColumns } from './special-columns.js';
import { specialTestColumns } from './special-test-columns.js';

/** The columns of a kind of exam, in the order of the template and of the stored record. */
export interface Layout {
  readonly kind: ExamKind;
  /** Written into every stored record: the order of columns that its values follow. Never reused for another order. */
  readonly number: number;
  /** Named on the template and in sentences about it. */
  readonly version: string;
  readonly columns: readonly Column[];
  /** Templates of earlier years: the columns they had. */
  readonly earlier: readonly EarlierTemplate[];
}

/** A template that used to be valid, known by exactly these columns. */
export interface EarlierTemplate {
  readonly version: string;
  /** Keys of the present columns that it did not have yet. */
  readonly lacks: readonly string[];
}

/** The layout in which files of this kind are taken. */
export function layoutOf(kind: ExamKind): Layout {
  return layouts[kind];
}

/** The layout by the number in a stored record, or undefined when there is none of that number. */
export function layoutByNumber(number: number): Layout | undefined {
  return Object.values(layouts).find((layout) => layout.number === number);
}

const layouts: Readonly<Record<ExamKind, Layout>> = {
  general: {
    kind: 'general',
    number: 1,
    version: '2026',
    columns: [...commonColumns, ...generalColumns],
    earlier: [{ version: '2025', lacks: ['rbc', 'mcv'] }],
  },
  special: {
    kind: 'special',
    number: 2,
    version: '2026',
    columns: [...commonColumns, ...specialColumns, ...generalItemsOfHazards(), ...specialTestColumns],
    earlier: [],
  },
};

/** Items of general exams that exams for hazard operations have as well: the same item, asked for by the operation. */
function generalItemsOfHazards(): readonly Column[] {
  const items = new Set(hazardOperations.flatMap((hazard) => hazard.items));
  return generalColumns
    .filter(({ key }) => items.has(key))
    .map((column) => ({ ...column, required: ofHazards(column.key) }));
}
