import { institutionRoles, type Role, roles } from '../../roles.js';

/** Roles of the agency's staff. */
export const staffRoles: readonly Role[] = roles.filter((role) => !institutionRoles.includes(role));

/** Who looks after the accounts of the staff. */
export const whoOverseesStaff: readonly Role[] = ['supervisor'];

/** The role of the staff that a text names, or undefined. */
export function readStaffRole(text: string): Role | undefined {
  return staffRoles.find((role) => role === text);
}
