import type { Language } from '../locales/index.js';

/** Brings one mail to a mail server. */
export interface MailTransport {
  /**
   * @returns the server's reply, once it has taken the mail over
   * @throws MailRefusedError when trying again is of no use; any other error is worth another try
   */
  send(message: MailMessage): Promise<string>;
}

export interface MailMessage {
  /** The same at every try of one mail, so that a recipient's server can drop a second copy. */
  readonly key: string;
  readonly to: string;
  readonly language: Language;
  readonly date: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The server refused this recipient or this mail for good (an SMTP reply of 5yz). */
export class MailRefusedError extends Error {
  constructor(reply: string, options: ErrorOptions = {}) {
    super(reply, options);
    this.name = 'MailRefusedError';
  }
}
