import { connect, createServer, type Socket } from 'node:net';
import { portOf } from '../../support/card-agent.js';

export interface CuttingProxy {
  readonly origin: string;
  /** How many of the next connections end after so many bytes went up, or when the answer begins. */
  cut(next: { readonly connections: number; readonly after: number | 'answer' }): void;
  close(): Promise<void>;
}

/** A line to a server on this machine that can be cut. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let left = 0;
  let when: number | 'answer' = 'answer';
  const server = createServer((down) => {
    const up = connect({ host: hostname, port: Number(port) });
    const isCut = left > 0;
    left -= 1;
    let sent = 0;
    for (const socket of [down, up]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    const cut = () => {
      down.resetAndDestroy();
      up.destroy();
    };
    down.on('data', (chunk) => {
      sent += chunk.length;
      if (isCut && when !== 'answer' && sent > when) cut();
      else up.write(chunk);
    });
    up.on('data', (chunk) => {
      if (isCut && when === 'answer') cut();
      else down.write(chunk);
    });
    down.on('close', () => up.destroy());
    up.on('close', () => down.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    cut: ({ connections, after }) => {
      left = connections;
      when = after;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
