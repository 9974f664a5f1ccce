/**
 * A column of sealed values, declared by the feature that owns its table: enough to find each value, and to tell what it
 * is bound to.
 */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The `seal` purpose it is sealed for. */
  readonly purpose: string;
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
  /** Further columns that `contextOf` reads. */
  readonly bound?: readonly string[];
  /** Columns that `contextOf` reads from the row's parent. */
  readonly parent?: {
    readonly table: string;
    /** The column of this table that holds the parent's `id`. */
    readonly by: string;
    readonly bound: readonly string[];
  };
  /** The context that the row's value was sealed with. */
  contextOf(row: SealedRow): string;
}

/** The columns `key`, `bound` and those of the parent, by name. */
export type SealedRow = Readonly<Record<string, unknown>>;
