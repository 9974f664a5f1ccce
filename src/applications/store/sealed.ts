import { toStoredTime } from '../../clock.js';
import type { Keyring } from '../../keys/index.js';
import type { ApplicationForm } from '../forms/form.js';

/** Seals a form, bound to its reference number. */
export function sealForm(keys: Keyring, reference: string, form: ApplicationForm): Buffer {
  return keys.seal('applications', Buffer.from(JSON.stringify(form)), contextOfForm(reference));
}

/** Opens what `sealForm` made; what was stored was checked before it was. */
export function openForm(keys: Keyring, reference: string, sealed: Buffer): ApplicationForm {
  return JSON.parse(keys.open('applications', sealed, contextOfForm(reference)).toString('utf8'));
}

/** Where something that a reviewer wrote stands: words to the applicant, or a note for colleagues. */
export interface TextPlace {
  readonly reference: string;
  readonly kind: 'words' | 'note';
  /** The time of the line of history or of the note: what was said at another time does not open in its place. */
  readonly at: Date;
}

/** Seals what a reviewer wrote. Null for nothing. */
export function sealText(keys: Keyring, place: TextPlace, text: string): Buffer | null {
  return text === '' ? null : keys.seal('applications', Buffer.from(text), contextOfText(place));
}

/** Opens what `sealText` made; empty for null. */
export function openText(keys: Keyring, place: TextPlace, sealed: Buffer | null): string {
  return sealed === null ? '' : keys.open('applications', sealed, contextOfText(place)).toString('utf8');
}

/** The keyed digest by which the progress page finds the filler's address. */
export function fillerEmailIndex(keys: Keyring, email: string): Buffer {
  return keys.blindIndex('filler-email', email.normalize('NFKC').trim().toLowerCase());
}

/** What a sealed form is bound to. */
export function contextOfForm(reference: string): string {
  return `application:${reference}/form`;
}

/** What a sealed text is bound to. */
export function contextOfText({ reference, kind, at }: TextPlace): string {
  return `application:${reference}/${kind}:${toStoredTime(at)}`;
}
