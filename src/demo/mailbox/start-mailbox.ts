import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { type Clock, type RandomBytes, systemClock } from '../../clock.js';
import { openMailFolder } from './mail-folder.js';
import { createMailboxPages } from './mailbox-pages.js';
import { createMailboxSmtp } from './mailbox-smtp.js';

export interface MailboxOptions {
  /** 0 takes any free port. */
  readonly smtpPort: number;
  readonly httpPort: number;
  /** Where mails are kept, one file each; made when it is not there. */
  readonly directory: string;
  /** Default: this machine's clock. */
  readonly clock?: Clock;
  readonly random?: RandomBytes;
}

export interface Mailbox {
  readonly smtpPort: number;
  /** Where a person reads the mails. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The mailbox of the demo: a real SMTP server that lets no mail out, and a page to read them. Both listen on this
 * machine only.
 */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { directory, clock = systemClock, random = randomBytes } = options;
  const folder = await openMailFolder({ directory, clock, random });
  const smtp = createMailboxSmtp(folder);
  const http = createServer(createMailboxPages(folder));
  smtp.listen(options.smtpPort, '127.0.0.1');
  http.listen(options.httpPort, '127.0.0.1');
  await Promise.all([once(smtp.server, 'listening'), once(http, 'listening')]);
  return {
    smtpPort: portOf(smtp.server),
    url: `http://127.0.0.1:${portOf(http)}/`,
    async close() {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => http.close(() => resolve())),
      ]);
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
