import type { FieldProblem } from '../../problems/index.js';
import { isCommonPassword } from './blocklist.js';
import type { PasswordHasher } from './hash.js';

/** One set of rules, named after the document that asks for them. */
export interface PasswordProfile {
  /** Characters (code points) at the least and at the most. */
  readonly least: number;
  readonly most: number;
  /** How many of the four kinds of characters must occur; 0 where composition is no rule. */
  readonly kinds: 0 | 3;
  /** How many of the last passwords, the present one included, may not come again. */
  readonly remembered: number;
}

export const passwordProfiles = {
  /** 資通系統防護基準 (Taiwan's protection baseline), level 高. */
  'tw-baseline': { least: 12, most: 128, kinds: 3, remembered: 3 },
  /** NIST SP 800-63B-4, 3.1.1.2: length and a blocklist, no composition, no ageing. */
  'nist-63b-4': { least: 15, most: 128, kinds: 0, remembered: 0 },
} as const satisfies Readonly<Record<string, PasswordProfile>>;

export type PasswordProfileName = keyof typeof passwordProfiles;

/** Whose password it is. */
export interface PasswordOwner {
  readonly userName: string;
  readonly name: string;
  readonly institution: { readonly code: string; readonly name: string } | null;
  /** The stored passwords, the present one first. */
  readonly recentHashes: readonly string[];
}

/**
 * Judges a new password by a profile.
 *
 * @returns one entry, with `field` as given, for each rule that the password breaks; empty when it may be taken
 */
export async function checkPassword(
  profile: PasswordProfile,
  password: string,
  owner: PasswordOwner,
  { field, passwords }: { readonly field: string; readonly passwords: PasswordHasher },
): Promise<FieldProblem[]> {
  const broken = rules
    .flatMap((rule) => rule(password, profile, owner) ?? [])
    .map((fault) => ({ field, ...fault }));
  // Comparing with stored passwords costs a hash each; a password that is refused anyway is spared it.
  if (
    broken.length > 0 ||
    !(await wasUsed(password, owner.recentHashes.slice(0, profile.remembered), passwords))
  ) {
    return broken;
  }
  return [{ field, code: 'ERR_PASSWORD_USED', params: { count: profile.remembered } }];
}

type Fault = Omit<FieldProblem, 'field'>;
type Rule = (password: string, profile: PasswordProfile, owner: PasswordOwner) => Fault | undefined;

const rules: readonly Rule[] = [isLongEnough, isShortEnough, hasKinds, isUncommon, isImpersonal];

function isLongEnough(password: string, { least }: PasswordProfile): Fault | undefined {
  return [...password].length < least ? { code: 'ERR_PASSWORD_SHORT', params: { least } } : undefined;
}

function isShortEnough(password: string, { most }: PasswordProfile): Fault | undefined {
  return [...password].length > most ? { code: 'ERR_PASSWORD_LONG', params: { most } } : undefined;
}

function hasKinds(password: string, profile: PasswordProfile): Fault | undefined {
  const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u];
  return kinds.filter((kind) => kind.test(password)).length < profile.kinds
    ? { code: 'ERR_PASSWORD_KINDS' }
    : undefined;
}

function isUncommon(password: string): Fault | undefined {
  return isCommonPassword(password) ? { code: 'ERR_PASSWORD_COMMON' } : undefined;
}

function isImpersonal(password: string, _: PasswordProfile, owner: PasswordOwner): Fault | undefined {
  const folded = foldCase(password);
  const personal = [owner.userName, owner.name, owner.institution?.code, owner.institution?.name];
  const isInside = personal.some(
    (text) => text !== undefined && text !== '' && folded.includes(foldCase(text)),
  );
  return isInside ? { code: 'ERR_PASSWORD_PERSONAL' } : undefined;
}

function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

async function wasUsed(
  password: string,
  hashes: readonly string[],
  passwords: PasswordHasher,
): Promise<boolean> {
  const matches = await Promise.all(hashes.map((hash) => passwords.verify(hash, password)));
  return matches.includes(true);
}
