import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** A line to a server on loopback that can be cut and mended. */
export interface CuttableLine {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  mend(): void;
  /** Lets nothing through any more and ends nothing, as when a server or a switch on the way goes dark. */
  darken(): void;
  /** What was held back goes on, as packets that are sent again do. */
  lighten(): void;
  close(): Promise<void>;
}

export async function openLine(serverPort: number): Promise<CuttableLine> {
  const sockets = new Set<Socket>();
  const flows = new Map<Socket, Socket>();
  let isCut = false;
  let isDark = false;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = dial(serverPort, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        flows.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (isDark) from.unpipe(to);
      flows.set(from, to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      destroyAll();
    },
    mend() {
      isCut = false;
    },
    darken() {
      isDark = true;
      for (const [from, to] of flows) from.unpipe(to);
    },
    lighten() {
      isDark = false;
      for (const [from, to] of flows) from.pipe(to);
    },
    async close() {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
