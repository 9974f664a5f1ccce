/**
 * Whether a version is older than another, by its numbers (Semantic Versioning 2.0.0, 11); what comes behind a hyphen or a
 * plus does not count. A text that is no version is older than any.
 */
export function isOlder(version: string, than: string): boolean {
  const own = numbersOf(version);
  const other = numbersOf(than) ?? [0, 0, 0];
  if (own === undefined) return true;
  const at = own.findIndex((number, index) => number !== other[index]);
  return at !== -1 && (own[at] ?? 0) < (other[at] ?? 0);
}

function numbersOf(version: string): readonly number[] | undefined {
  const found = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$/.exec(version);
  return found?.slice(1).map(Number);
}
