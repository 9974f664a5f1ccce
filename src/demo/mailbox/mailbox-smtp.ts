import { SMTPServer } from 'smtp-server';
import type { MailFolder } from './mail-folder.js';

/** An SMTP server that takes every mail and keeps it in the folder. */
export function createMailboxSmtp(folder: MailFolder): SMTPServer {
  const server = new SMTPServer({
    // The gateway sends in the clear to this machine itself and nowhere else.
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 5 * 1024 * 1024,
    logger: false,
    closeTimeout: 1_000,
    onData(stream, _, done) {
      folder.keep(stream).then(
        () => done(null, 'kept in the demo mailbox'),
        (error: Error) => done(error),
      );
    },
  });
  // A client that hangs up is no fault of the mailbox.
  server.on('error', () => undefined);
  return server;
}
