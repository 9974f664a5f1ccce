import { readFileSync } from 'node:fs';
import { isIPv4, type Socket } from 'node:net';

/** Looked up once for each connection. */
const known = new WeakMap<Socket, boolean>();

/**
 * Whether a connection comes from another user of this computer, where the system tells it (Linux: /proc/net/tcp). Root
 * counts as another user too. Where the system tells nothing, nobody is another user: the pairing secret, which only the
 * owner can read, is what keeps others out.
 */
export function isOtherUser(socket: Socket): boolean {
  const before = known.get(socket);
  if (before !== undefined) return before;
  const user = userOf(socket);
  const isOther = user !== undefined && user !== process.getuid?.();
  known.set(socket, isOther);
  return isOther;
}

/** The user id of the program at the other end of a loopback connection; undefined where it cannot be known. */
function userOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): number | undefined {
  if (localAddress === undefined || remoteAddress === undefined) return undefined;
  if (localPort === undefined || remotePort === undefined) return undefined;
  const here = endpointForms(localAddress, localPort);
  const there = endpointForms(remoteAddress, remotePort);
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of readTable(table)) {
      // sl, local address, remote address, state, queues, timer, retransmits, uid (proc_net_tcp of the Linux kernel)
      const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/);
      if (there.has(local) && here.has(remote)) return Number(uid);
    }
  return undefined;
}

function readTable(path: string): readonly string[] {
  try {
    return readFileSync(path, 'latin1').split('\n').slice(1);
  } catch {
    return [];
  }
}

/** How the kernel writes an endpoint: words of the address in the machine's (little-endian) order, the port plainly. */
function endpointForms(address: string, port: number): ReadonlySet<string> {
  const suffix = `:${hex(port, 4)}`;
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!isIPv4(plain)) return new Set([`00000000000000000000000001000000${suffix}`]);
  const word = plain
    .split('.')
    .reverse()
    .map((part) => hex(Number(part), 2))
    .join('');
  return new Set([`${word}${suffix}`, `0000000000000000FFFF0000${word}${suffix}`]);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
