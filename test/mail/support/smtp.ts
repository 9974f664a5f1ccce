import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A real SMTP server on loopback that keeps what it takes in. */
export interface TestSmtp {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
}

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly raw: string;
  readonly parsed: Email;
}

export interface TestSmtpOptions {
  readonly port?: number;
  /** Answers a recipient or a whole mail other than with yes: the reply to give. */
  readonly refuseRecipient?: (address: string) => SmtpReply | undefined;
  readonly refuseContent?: () => SmtpReply | undefined;
  /** Waits before it answers the end of a mail. */
  readonly beforeReply?: () => Promise<void>;
  readonly server?: SMTPServerOptions;
}

export interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

export async function startSmtp(options: TestSmtpOptions = {}): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo: ({ address }, _, done) => done(asError(options.refuseRecipient?.(address))),
    async onData(stream, session, done) {
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      await options.beforeReply?.();
      const refusal = asError(options.refuseContent?.());
      if (refusal) return done(refusal);
      const raw = Buffer.concat(parts).toString();
      mails.push({
        to: session.envelope.rcptTo.map(({ address }) => address),
        raw,
        parsed: await PostalMime.parse(raw),
      });
      done(null, `kept as ${mails.length}`);
    },
    ...options.server,
  });
  // Connections that the tests cut on purpose.
  server.on('error', () => undefined);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no port.');
  return {
    port: address.port,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function asError(reply: SmtpReply | undefined): (Error & { responseCode: number }) | null {
  return reply === undefined ? null : Object.assign(new Error(reply.text), { responseCode: reply.code });
}
