import type { Server } from 'node:http';

/** How long a connection may keep a place without use, in milliseconds. */
export interface ConnectionPatience {
  /** Until the headers of a request are whole. */
  readonly headers: number;
  /** Until a request is whole, its body included. */
  readonly request: number;
  /** Without a single byte, in either direction, while a request is under way. */
  readonly silence: number;
  /** How often the first two are looked at. */
  readonly interval: number;
}

/**
 * Slow-loris: a request that trickles in, or stops, is cut off. An hour lets 100 MB arrive over a line of 256 kbit/s;
 * silence is longer than the minute that a request waits for a database that is away, so that its answer is still sent.
 */
export const connectionPatience: ConnectionPatience = {
  headers: 20_000,
  request: 3_600_000,
  silence: 90_000,
  interval: 5_000,
};

/** What `createServer` must be told at the beginning. */
export function serverOptions({ interval }: ConnectionPatience): {
  readonly connectionsCheckingInterval: number;
} {
  return { connectionsCheckingInterval: interval };
}

/** Begins to listen; rejects with the system's error when the port is taken. */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  patience: ConnectionPatience = connectionPatience,
): Promise<Server> {
  server.headersTimeout = patience.headers;
  server.requestTimeout = patience.request;
  server.timeout = patience.silence;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
