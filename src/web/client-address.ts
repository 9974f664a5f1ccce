import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Problem } from '../problems/index.js';

/** Where a request comes from. */
export interface ClientAddress {
  /** Canonical text of the address that our outermost trusted proxy, or our socket, saw. */
  readonly address: string;
  /** The entry that this address itself forwarded, unparsed: the client behind an institution's own proxy. */
  readonly forwardedClient: string | undefined;
}

/**
 * Makes the function that tells a request's address. `X-Forwarded-For` counts only as far as configured proxies wrote
 * it, read from the right, so that a client cannot put an address of its choice in front.
 *
 * @param trustedProxies addresses or CIDR ranges
 * @returns a function that throws Problem `ERR_REQUEST_MALFORMED` when the address cannot be read
 * @throws TypeError when a range is neither an address nor CIDR
 */
export function createAddressReader(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => ClientAddress {
  const isTrusted = createTrust(trustedProxies);
  return (request) => {
    const chain = [...forwardedEntries(request), request.socket.remoteAddress ?? ''];
    let at = chain.length - 1;
    while (at > 0 && isTrusted(readAddress(chain[at]))) at -= 1;
    return { address: readAddress(chain[at]).toString(), forwardedClient: chain[at - 1] };
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * One address, mapped forms unmapped. `net.isIP` first: it takes no octal, short or hexadecimal IPv4 form, which other
 * readers understand differently.
 */
function readAddress(text: string | undefined): Address {
  if (text === undefined || isIP(text) === 0 || text.includes('%') || isIpv4Compatible(text)) {
    throw new Problem('ERR_REQUEST_MALFORMED', { detail: 'The forwarded address is no IP address.' });
  }
  return ipaddr.process(text);
}

/** `::192.0.2.1`, obsolete since RFC 4291 2.5.5.1; ipaddr.js would take it for the mapped form. */
function isIpv4Compatible(text: string): boolean {
  return isIP(text) === 6 && text.includes('.') && !/^(0*:)*:?ffff:/i.test(text);
}

function createTrust(ranges: readonly string[]): (address: Address) => boolean {
  const parsed = ranges.map(parseRange);
  return (address) =>
    parsed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

function parseRange(text: string): [Address, number] {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  const size = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? size : Number(bits);
  if (version === 0 || !/^\d{1,3}$/.test(bits ?? '0') || prefix > size) {
    throw new TypeError(
      `The trusted proxy "${text}" is no address and no range. Write 10.0.0.5 or 10.0.0.0/24.`,
    );
  }
  return [ipaddr.parse(address), prefix];
}

function forwardedEntries(request: IncomingMessage): readonly string[] {
  const header = request.headers['x-forwarded-for'];
  if (header === undefined) return [];
  return (Array.isArray(header) ? header.join(',') : header).split(',').map((entry) => entry.trim());
}
