import { type IpRange, parseRanges, type RangeSettings } from '../../ip-ranges/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import type { Form } from '../../web/index.js';
import type { NewAccount } from '../add-account.js';
import { readStaffRole } from './staff-roles.js';

/** What the form of a new account of the staff holds, by field name. */
export function typedStaff(form: Form) {
  return {
    userName: form.text('userName'),
    name: form.text('name'),
    role: form.text('role'),
    email: form.text('email'),
    idLast4: form.text('idLast4'),
    ranges: form.text('ranges'),
  };
}

/**
 * Reads it; what `addAccount` itself checks is left to it.
 *
 * @throws Problem `ERR_FIELDS` for role and ranges
 */
export function readStaff(form: Form, settings: RangeSettings): NewAccount {
  const typed = typedStaff(form);
  return {
    userName: typed.userName,
    name: typed.name,
    email: typed.email,
    institutionCode: null,
    idLast4: typed.idLast4 === '' ? null : typed.idLast4,
    ...readDuty(form, settings),
  };
}

/**
 * Role and ranges, which can be changed later.
 *
 * @throws Problem `ERR_FIELDS`, its ranges under the one field `ranges`
 */
export function readDuty(form: Form, settings: RangeSettings): Pick<NewAccount, 'role' | 'ranges'> {
  const role = readStaffRole(form.text('role'));
  const { ranges, fields } = readRanges(form.text('ranges'), settings);
  const faults =
    role === undefined ? [{ field: 'role', code: 'ERR_ACCOUNT_STAFF_ROLE' } as const, ...fields] : fields;
  if (role === undefined || faults.length > 0) throw new Problem('ERR_FIELDS', { fields: faults });
  return { role, ranges };
}

function readRanges(
  text: string,
  settings: RangeSettings,
): { readonly ranges: readonly IpRange[]; readonly fields: readonly FieldProblem[] } {
  try {
    const ranges = parseRanges('ranges', text.split('\n'), settings);
    const none: readonly FieldProblem[] =
      ranges.length === 0 ? [{ field: 'ranges', code: 'ERR_RANGE_MISSING', params: { text: '' } }] : [];
    return { ranges, fields: none };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { ranges: [], fields: problem.fields.map((fault) => ({ ...fault, field: 'ranges' })) };
  }
}
