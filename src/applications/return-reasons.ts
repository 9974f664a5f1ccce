import type { ApplicationKind, Way } from './ways.js';

/**
 * Why an application is returned; several at once, so that all that must be mended is said together. Each has a sentence
 * in the catalogue (`applications.reason.…`) that says what to mend.
 */
export const returnReasons = [
  'seal-missing',
  'seal-unlike-institution',
  'scan-unreadable',
  'scan-of-another-form',
  'letter-unlike-form',
  'institution-not-recognised',
  'holder-not-staff',
  'name-unlike-card',
  'email-not-own',
  'telephone-wrong',
  'ranges-not-institution',
  'ranges-too-wide',
  'ranges-shared',
  'account-unknown',
  'account-changed-meanwhile',
  'duplicate',
  'other',
] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** Those that fit what is applied for and the way it goes; the others would only be in the reviewer's way. */
export function reasonsFor({ way, kind }: { readonly way: Way; readonly kind: ApplicationKind }) {
  return returnReasons.filter((reason) => {
    const only = fitting[reason];
    return only === undefined || only === way || only === kind;
  });
}

const fitting: { readonly [Reason in ReturnReason]?: Way | ApplicationKind } = {
  'scan-unreadable': 'scan',
  'scan-of-another-form': 'scan',
  'letter-unlike-form': 'letter',
  'account-unknown': 'change',
  'account-changed-meanwhile': 'change',
};

export function isReturnReason(text: string): text is ReturnReason {
  return (returnReasons as readonly string[]).includes(text);
}

/** With this reason alone nobody knows what to mend: own words are needed. */
export const reasonThatNeedsWords: ReturnReason = 'other';

/** Characters of a reviewer's own words. */
export const mostWords = 1_000;
