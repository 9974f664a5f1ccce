/** What becomes of a file with errors: nothing of it is stored, or the rows without errors are. */
export const rowsPolicies = ['all', 'good'] as const;

export type RowsPolicy = (typeof rowsPolicies)[number];

/** Whether this text names a policy. */
export function isRowsPolicy(text: unknown): text is RowsPolicy {
  return rowsPolicies.some((policy) => policy === text);
}
