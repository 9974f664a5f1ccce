import type { PasswordProfile } from '../passwords/policy.js';

/** A rule as the page lists it: the key of its sentence, with the number it names. */
export interface ShownRule {
  readonly key: string;
  readonly count: number;
}

/** The rules of a profile, in the order they are judged. */
export function passwordRules({ least, kinds, remembered }: PasswordProfile): readonly ShownRule[] {
  return [
    { key: 'accounts.rules.least', count: least },
    ...(kinds > 0 ? [{ key: 'accounts.rules.kinds', count: kinds }] : []),
    { key: 'accounts.rules.common', count: 0 },
    { key: 'accounts.rules.personal', count: 0 },
    ...(remembered > 0 ? [{ key: 'accounts.rules.remembered', count: remembered }] : []),
  ];
}
