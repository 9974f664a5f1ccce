import type { Keyring } from '../../keys/index.js';
import type { ApplicationForm } from '../forms/form.js';

/** Seals a form, bound to its reference number. */
export function sealForm(keys: Keyring, reference: string, form: ApplicationForm): Buffer {
  return keys.seal('applications', Buffer.from(JSON.stringify(form)), contextOf(reference, 'form'));
}

/** Opens what `sealForm` made; what was stored was checked before it was. */
export function openForm(keys: Keyring, reference: string, sealed: Buffer): ApplicationForm {
  return JSON.parse(keys.open('applications', sealed, contextOf(reference, 'form')).toString('utf8'));
}

/** Seals what a reviewer wrote: words to the applicant, or a note for colleagues. Null for nothing. */
export function sealText(
  keys: Keyring,
  reference: string,
  kind: 'words' | 'note',
  text: string,
): Buffer | null {
  return text === '' ? null : keys.seal('applications', Buffer.from(text), contextOf(reference, kind));
}

/** Opens what `sealText` made; empty for null. */
export function openText(
  keys: Keyring,
  reference: string,
  kind: 'words' | 'note',
  sealed: Buffer | null,
): string {
  if (sealed === null) return '';
  return keys.open('applications', sealed, contextOf(reference, kind)).toString('utf8');
}

/** The keyed digest by which the progress page finds the filler's address. */
export function fillerEmailIndex(keys: Keyring, email: string): Buffer {
  return keys.blindIndex('filler-email', email.normalize('NFKC').trim().toLowerCase());
}

/** What a sealed value of an application is bound to. */
export function contextOf(reference: string, kind: 'form' | 'words' | 'note'): string {
  return `application:${reference}/${kind}`;
}
