import type { KeyPurpose, Keyring } from '../keys/index.js';

/** A value that only the recipient may read, encrypted while it waits in the outbox and erased once it is sent. */
export interface MailSecret {
  readonly sealed: string;
}

/** The keys that the outbox needs. */
export const mailPurposes: readonly KeyPurpose[] = [{ name: 'mail', use: 'seal' }];

/** Seals `text` for one recipient; it does not open in a mail to anybody else. */
export function sealMailSecret(keyring: Keyring, to: string, text: string): MailSecret {
  return { sealed: keyring.seal('mail', Buffer.from(text), contextOfSecret(to)).toString('base64') };
}

/** @throws UnsealError when it was sealed for another recipient or by another key */
export function openMailSecret(keyring: Keyring, to: string, secret: MailSecret): string {
  return keyring.open('mail', Buffer.from(secret.sealed, 'base64'), contextOfSecret(to)).toString();
}

export function isMailSecret(value: unknown): value is MailSecret {
  return typeof value === 'object' && value !== null && typeof (value as MailSecret).sealed === 'string';
}

/** What a secret is bound to: its recipient. */
export function contextOfSecret(to: string): string {
  return `mail-secret:${to}`;
}
