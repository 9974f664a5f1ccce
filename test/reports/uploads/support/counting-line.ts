import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** A line on loopback that counts what goes to the server, and can be cut in the middle. */
export interface CountingLine {
  readonly url: string;
  leadTo(serverPort: number): void;
  /** Bytes that have gone to the server. */
  sent(): number;
  /** Ends all connections as soon as so many more bytes have gone, and refuses new ones. */
  cutAfter(bytes: number): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openCountingLine(): Promise<CountingLine> {
  const sockets = new Set<Socket>();
  let port = 0;
  let sent = 0;
  let end = Number.POSITIVE_INFINITY;
  const isCut = () => sent >= end;
  const server = createServer((client) => {
    if (isCut()) return void client.destroy();
    const upstream = dial(port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    upstream.pipe(client);
    client.on('data', (chunk) => {
      const fits = chunk.subarray(0, Math.max(0, end - sent));
      sent += fits.length;
      if (!upstream.write(fits)) {
        client.pause();
        upstream.once('drain', () => client.resume());
      }
      if (isCut()) for (const socket of sockets) socket.destroy();
    });
    client.on('end', () => upstream.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(serverPort) {
      port = serverPort;
    },
    sent: () => sent,
    cutAfter(bytes) {
      end = sent + bytes;
    },
    mend() {
      end = Number.POSITIVE_INFINITY;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
