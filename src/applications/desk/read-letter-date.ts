/**
 * Reads a date as it stands on a letter: in ROC years (`115年11月20日`, `115/11/20`, `1151120`) or western ones
 * (`2026-11-20`, `20261120`), in any width of digits. A year below 1000 is one of the Republic.
 *
 * @returns `yyyy-mm-dd`, also of a day that no calendar has; the text itself when it is no date
 */
export function readLetterDate(typed: string): string {
  const text = typed
    .normalize('NFKC')
    .replace(/\s/gu, '')
    .replace(/^(?:中華)?民國/u, '');
  for (const form of forms) {
    const found = form.exec(text);
    if (found !== null) return dateOf(found);
  }
  return typed.trim();
}

const forms = [
  /^(?<year>\d{2,4})年(?<month>\d{1,2})月(?<day>\d{1,2})日?$/u,
  /^(?<year>\d{2,4})([-./])(?<month>\d{1,2})\2(?<day>\d{1,2})$/u,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/u,
  /^(?<year>\d{2,3})(?<month>\d{2})(?<day>\d{2})$/u,
] as const;

function dateOf({ groups = {} }: RegExpExecArray): string {
  const { year = '', month = '', day = '' } = groups;
  const western = Number(year) < 1000 ? Number(year) + 1911 : Number(year);
  return `${String(western).padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
