/** The four roles of an account: manager 管理者, reporter 申報者, reviewer 承辦人, supervisor 主管. */
export const roles = ['manager', 'reporter', 'reviewer', 'supervisor'] as const;

export type Role = (typeof roles)[number];

/** Roles of people at a medical institution; the others are the agency's staff. */
export const institutionRoles: readonly Role[] = ['manager', 'reporter'];

/** Roles of the agency's staff. */
export const staffRoles: readonly Role[] = ['reviewer', 'supervisor'];
