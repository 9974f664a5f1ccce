import { countAddresses, defaultWidths, familyOf } from '../../ip-ranges/index.js';
import type { ApplicationForm, RangeField } from '../forms/form.js';

/** The ranges of a form that are wider than usual, which a reviewer has to confirm. */
export function wideRangesOf(form: ApplicationForm): readonly RangeField[] {
  const asked =
    form.kind === 'new-account'
      ? form.accounts.flatMap(({ ranges }) => ranges)
      : (form.changes.ranges?.to ?? []);
  return asked.filter(
    ({ range: { external } }) => countAddresses(external) > defaultWidths[familyOf(external.start)],
  );
}

export function hasWideRanges(form: ApplicationForm | null): boolean {
  return form !== null && wideRangesOf(form).length > 0;
}
