import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Translate } from '../../locales/index.js';
import type { FieldProblem } from '../../problems/index.js';

/**
 * A list as data: the page, its addresses and its files all come from it. `Raw` is a row as the database gives it,
 * `Row` what the columns read.
 */
export interface List<Raw extends object, Row> extends ListShape {
  /** Makes what the columns read, in the order given; may ask the database once more for the whole part. */
  readonly read: (db: Database, raws: readonly Raw[]) => Promise<readonly Row[]> | readonly Row[];
  /** The first of the page's columns names the row. */
  readonly columns: readonly Column<Row>[];
}

/** What of a list does not depend on its rows. */
export interface ListShape {
  /** What the audit trail calls it, e.g. `submissions`. */
  readonly name: string;
  /** Locale key: the name of the table and of its files. */
  readonly title: string;
  /**
   * The rows that this visitor may see at all, with every table that columns and filters need. Without select, order and
   * limit. A joined table adds at most one row to each.
   */
  readonly from: (db: Database) => Knex.QueryBuilder;
  /** What is read of each row, e.g. `['accounts.id', 'institutions.name as institution_name']`. */
  readonly select: readonly string[];
  /** A unique column that is never null; rows that are alike in the sorted column stand in its order. */
  readonly id: string;
  /** Where `id` is computed and no index finds it: what does. */
  readonly key?: RowKey;
  readonly columns: readonly ColumnHead[];
  readonly filters: readonly Filter[];
  /** Its order when nothing is asked: the key of a column that has `sort`. */
  readonly order: { readonly by: string; readonly direction: Direction };
  /** Locale key: what stands there while there is nothing to list. */
  readonly nothingYet: string;
}

/** A key of several columns for which a computed id stands. */
export interface RowKey {
  readonly columns: readonly string[];
  /** The values of the columns that an id means, in their order. */
  readonly of: (id: string) => readonly (number | string)[];
}

export type Direction = 'ascending' | 'descending';

/** One column, as data. `kind` decides how it is shown and how a file holds it. */
export type Column<Row> = ColumnHead & (ColumnKind<Row> & { readonly only?: 'page' | 'file' });

export interface ColumnHead {
  /** What the address calls it; kebab-case. */
  readonly key: string;
  /** Locale key. */
  readonly heading: string;
  /** The database's column that the list can be sorted by. It wants an index that begins with what `from` asks for. */
  readonly sort?: string;
  /** No two rows have the same value in `sort`, and none has null, so no further order is asked for. */
  readonly unique?: true;
}

type ColumnKind<Row> =
  | TextColumn<Row>
  | TagColumn<Row>
  | ActionColumn<Row>
  | { readonly kind: 'number'; readonly value: (row: Row) => number | null }
  /** `yyyy-mm-dd` */
  | { readonly kind: 'date'; readonly value: (row: Row) => string | null }
  /** A moment, shown as the clock in Taipei shows it. */
  | { readonly kind: 'time'; readonly value: (row: Row) => Date | null };

interface TextColumn<Row> {
  readonly kind: 'text';
  readonly value: (row: Row, t: Translate) => string;
  /** Where the text leads; undefined for nowhere. */
  readonly href?: (row: Row) => string | undefined;
  /** Smaller, below the text; on the page only. */
  readonly note?: (row: Row, t: Translate) => string | undefined;
  /** `code` for numbers and names that are compared letter by letter, `name` for what breaks at blanks only, `long` for what may anywhere. */
  readonly look?: 'code' | 'name' | 'long';
}

interface TagColumn<Row> {
  readonly kind: 'tag';
  readonly value: (row: Row, t: Translate) => string;
  readonly tone: (row: Row) => Tone;
  /** Smaller, below the tag; on the page only. */
  readonly note?: (row: Row, t: Translate) => string | undefined;
}

/** `good` it ended well, `bad` it did not, `waiting` somebody must do something. */
export type Tone = 'plain' | 'good' | 'bad' | 'waiting';

/** Something to do with the row; never in a file. */
interface ActionColumn<Row> {
  readonly kind: 'action';
  readonly value: (row: Row, t: Translate) => string;
  /** Undefined where it cannot be done. */
  readonly href: (row: Row) => string | undefined;
  /** Which row, for people who hear the link alone. */
  readonly about: (row: Row) => string;
}

/** One thing that a list can be narrowed by; several hold together. */
export type Filter = TextFilter | ChoiceFilter | DatesFilter;

interface FilterHead {
  /** What the address calls it; kebab-case and none of `page`, `after`, `size`, `sort`, `direction`. */
  readonly key: string;
  /** Locale key. */
  readonly label: string;
}

export interface TextFilter extends FilterHead {
  readonly kind: 'text';
  /** Locale key. */
  readonly hint?: string;
  /** Columns that are searched, a row is found by any of them; or what narrows the rows to the text. */
  readonly in: readonly Match[] | ((query: Knex.QueryBuilder, text: string) => void);
  /** Where the rows are looked up first that can hold the text at all. */
  readonly index?: TextIndex;
  /** What must be mended in a text, before it is searched for; undefined for nothing. */
  readonly check?: (text: string) => Omit<FieldProblem, 'field'> | undefined;
}

/**
 * A table with the beginning of every ending of a row's texts, in small letters and without blanks behind it. With it a
 * search within texts reads what it finds and not every row.
 */
export interface TextIndex {
  readonly table: string;
  /** Its column with the row's id; the text is in `text`. */
  readonly owner: string;
  /** The list's column that `owner` names, e.g. `accounts.id`. */
  readonly of: string;
  /** How many letters of an ending are kept. */
  readonly letters: number;
}

/** How a text is looked for in a column. Nothing that is typed means more than itself. */
export interface Match {
  readonly column: string;
  /** `is` and `starts` can use an index; `contains` reads every row, in any case of letters. */
  readonly how: 'is' | 'starts' | 'contains';
  /** What the column's letters all are, so that the text is made the same; for `is` and `starts`. */
  readonly letters?: 'lower' | 'upper';
}

export interface ChoiceFilter extends FilterHead {
  readonly kind: 'choice';
  /** The values, in the order of the list of choices; “all” is added before them. */
  readonly options: readonly ChoiceOption[];
  /** The value that counts while nothing is chosen; else all. */
  readonly unasked?: string;
  /** The column that must hold the value, or what narrows the rows to it. */
  readonly column: string | ((query: Knex.QueryBuilder, value: string) => void);
}

export interface ChoiceOption {
  readonly value: string;
  readonly text: string | ((t: Translate) => string);
}

/** From a day to a day, both included and each left out at will; in the address `key-from` and `key-to`. */
export interface DatesFilter extends FilterHead {
  readonly kind: 'dates';
  readonly column: string;
  /** Whether the column holds a moment (`toStoredTime`) or a date. */
  readonly holds: 'time' | 'date';
}
