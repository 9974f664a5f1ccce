import type { Language, Translate } from '../locales/index.js';
import type { MailEventName, MailParams } from './mail-events.js';

/** What a mail says; the plain text and the HTML are both made of it. */
export interface MailContent {
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
}

export type MailBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly MailFact[] }
  | { readonly kind: 'link'; readonly text: string; readonly address: string };

export interface MailFact {
  readonly label: string;
  readonly value: string;
  /** Must be typed exactly: set apart in the HTML. */
  readonly isCode?: true;
}

/** One event's mail: a pure function of its parameters and the language. */
export type MailTemplate<Event extends MailEventName> = (
  params: MailParams<Event>,
  words: MailWords,
) => MailContent;

export interface MailWords {
  readonly t: Translate;
  readonly language: Language;
  /** The full address of a page of the gateway. */
  address(path: string): string;
}
