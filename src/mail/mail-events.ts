import type { MailSecret } from './mail-secret.js';

/** What can be told by mail, and what each mail needs to say it. Times are as `toStoredTime` writes them. */
export interface MailEvents {
  /** To the reporter: the file was taken in. */
  'submission-accepted': {
    readonly institutionName: string;
    readonly submission: string;
    readonly receipt: string;
    readonly fileName: string;
    readonly rows: number;
    readonly acceptedAt: string;
  };
  /** To the reporter: the file was not taken in; nothing of it is stored. */
  'submission-refused': {
    readonly institutionName: string;
    readonly submission: string;
    readonly fileName: string;
    readonly rows: number;
    readonly errorRows: number;
    readonly errors: number;
    readonly warnings: number;
    readonly refusedAt: string;
  };
  /** To the account's own address and nobody else: the first password. */
  'one-time-password': {
    readonly institutionName: string;
    readonly userName: string;
    readonly password: MailSecret;
    readonly validUntil: string;
  };
  /** To the account holder: a card was bound to the account. */
  'card-bound': {
    readonly userName: string;
    readonly profile: 'citizen' | 'medical';
    readonly boundAt: string;
  };
}

export type MailEventName = keyof MailEvents;

/** Whether a stored name is one of ours. */
export function isMailEvent(name: string): name is MailEventName {
  return (mailEventNames as readonly string[]).includes(name);
}

export const mailEventNames = [
  'submission-accepted',
  'submission-refused',
  'one-time-password',
  'card-bound',
] as const satisfies readonly MailEventName[];
