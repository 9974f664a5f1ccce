import type { PasswordProfile } from '../passwords/policy.js';

/** A rule as the page lists it: its sentence is `accounts.rules.<name>`, with the number it names. */
export interface ShownRule {
  readonly name: 'least' | 'kinds' | 'common' | 'personal' | 'remembered';
  readonly count: number;
}

/** The rules of a profile, in the order they are judged. */
export function passwordRules({ least, kinds, remembered }: PasswordProfile): readonly ShownRule[] {
  const shown: readonly ShownRule[] = [
    { name: 'least', count: least },
    { name: 'kinds', count: kinds },
    { name: 'common', count: 1 },
    { name: 'personal', count: 1 },
    { name: 'remembered', count: remembered },
  ];
  return shown.filter(({ count }) => count > 0);
}
