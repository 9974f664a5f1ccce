import type { ImportPlan } from '../import/plan.js';
import type { Institution, InstitutionData, Recognition } from '../institution.js';

/** What a plan does, field by field, for the view. */
export function describePlan({ added, changed, unchanged, missing }: ImportPlan) {
  return {
    added,
    changed: changed.map(({ before, after, fields }) => ({
      code: after.code,
      name: before.name,
      fields: fields.map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) })),
    })),
    unchanged,
    missing,
    changes: added.length + changed.length,
  };
}

/** A field as the open data write it. */
function textOf(data: Institution | InstitutionData, field: keyof InstitutionData): string {
  return field === 'recognitions' ? data.recognitions.map(recognitionText).join('\n') : data[field];
}

function recognitionText({ label, validFrom, validUntil }: Recognition): string {
  if (validFrom === null && validUntil === null) return label;
  return `${label} ${validFrom ?? ''}–${validUntil ?? ''}`;
}
