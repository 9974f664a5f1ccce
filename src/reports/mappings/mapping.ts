import { z } from 'zod';
import { examKinds } from '../schema/kinds.js';

/** The longest mapping, in characters. */
export const longestMapping = 20_000;

const name = z.string().min(1).max(100);

/** What an institution's own column is: the key or a name of ours, and what its values stand for. */
const target = z.union([name, z.strictObject({ column: name, codes: z.record(name, name).optional() })]);

/** The form of a mapping file. */
export const mappingShape = z.strictObject({
  /** The version of this form. */
  mapping: z.literal(1),
  kind: z.enum(examKinds),
  /** By the institution's own name. */
  columns: z.record(name, target),
  /** Own names of columns that are not reported. */
  leaveOut: z.array(name).optional(),
});

/** A mapping file as written. */
export type MappingFile = z.infer<typeof mappingShape>;

/**
 * A mapping that means something for certain: how an institution names columns and codes of one kind of exam. Plain data:
 * posted to worker threads.
 */
export interface ColumnMapping {
  readonly columns: readonly MappedColumn[];
  /** Names as they are compared. */
  readonly leftOut: readonly string[];
}

export interface MappedColumn {
  /** As written in the mapping. */
  readonly ownName: string;
  /** As names are compared. */
  readonly comparable: string;
  readonly key: string;
  /** Code by own value; null where the column is written with our codes. */
  readonly codes: Readonly<Record<string, string>> | null;
  /** Whether these are the only values, since the column has a name that is not ours. */
  readonly onlyThese: boolean;
}
