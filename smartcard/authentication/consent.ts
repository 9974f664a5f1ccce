import type { DocumentDigest } from '../cms/document-digest.js';
import type { Language } from '../texts.js';

/** What the card is to be used for. */
export type Purpose =
  | { readonly kind: 'login' }
  | {
      readonly kind: 'document';
      /** As the page names it. */
      readonly name: string;
      readonly digest: DocumentDigest;
    };

/** What the person at the computer is asked before their card is used. */
export interface ConsentQuestion {
  readonly purpose: Purpose;
  /** The gateway that asks, as the browser names it; undefined when the person's own command does. */
  readonly origin: string | undefined;
  /** Name on the card's certificate. */
  readonly holder: string;
  readonly readerName: string;
  /** One more wrong PIN locks the card. */
  readonly lastTry: boolean;
  /** What came with the request: a PIN typed on the allowed and paired page, and the agreement to a last try. */
  readonly pinGiven: boolean;
  readonly lastTryAgreed: boolean;
  /** The PIN is typed on the reader. */
  readonly pinPad: boolean;
  readonly language: Language;
}

export type ConsentAnswer =
  /** `pin` when the agent itself asked for it (UTF-8). */
  | { readonly kind: 'granted'; readonly pin?: Uint8Array }
  | { readonly kind: 'refused' }
  | { readonly kind: 'pin-needed' }
  | { readonly kind: 'last-try-not-agreed' };

/** Asks the person. The signal aborts when the answer is not waited for any more. */
export type AskConsent = (question: ConsentQuestion, signal: AbortSignal) => Promise<ConsentAnswer>;

/**
 * As the public system has it: a PIN typed on the page, which is on the list and paired, is the consent; a last try
 * wants an agreement of its own. On a reader with a pad the person agrees by typing there.
 */
export const consentByPinOnPage: AskConsent = async ({ lastTry, lastTryAgreed, pinGiven, pinPad }) => {
  if (!pinGiven && !pinPad) return { kind: 'pin-needed' };
  if (lastTry && !lastTryAgreed) return { kind: 'last-try-not-agreed' };
  return { kind: 'granted' };
};
