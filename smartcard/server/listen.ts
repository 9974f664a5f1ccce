import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  readonly port: number;
  readonly addresses: readonly string[];
  close(): Promise<void>;
}

/** How often a free port is looked for that all addresses have free. */
const attempts = 5;

/**
 * Listens on every address with one port. A computer without IPv6 has no `::1`; it is left out then.
 *
 * @param port 0 for any free one
 */
export async function listen(
  addresses: readonly string[],
  port: number,
  onRequest: RequestListener,
): Promise<Listening> {
  for (let attempt = 1; ; attempt += 1) {
    const servers: Server[] = [];
    try {
      for (const address of addresses) {
        const server = await listenOn(address, portOf(servers[0]) ?? port, onRequest);
        if (server !== undefined) servers.push(server);
      }
      return describe(servers);
    } catch (cause) {
      await Promise.all(servers.map(closeServer));
      if (port !== 0 || attempt === attempts) throw cause;
    }
  }
}

function listenOn(address: string, port: number, onRequest: RequestListener): Promise<Server | undefined> {
  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 120_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 },
    onRequest,
  );
  server.maxConnections = 32;
  // The agent speaks plain HTTP only; no WebSocket, no tunnel.
  server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'),
  );
  server.on('connect', (_request, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'),
  );
  server.on('clientError', (_cause, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === 'EADDRNOTAVAIL' || cause.code === 'EAFNOSUPPORT';
      if (isMissing && address === '::1') resolve(undefined);
      else reject(cause);
    });
    server.listen({ host: address, port, ipv6Only: true }, () => resolve(server));
  });
}

function describe(servers: readonly Server[]): Listening {
  const port = portOf(servers[0]);
  if (port === undefined) throw new TypeError('This computer has no loopback address.');
  return {
    port,
    addresses: servers.map((server) => (server.address() as AddressInfo).address),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

function portOf(server: Server | undefined): number | undefined {
  return (server?.address() as AddressInfo | null | undefined)?.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
