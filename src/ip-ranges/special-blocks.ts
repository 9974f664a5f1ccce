import { type AddressKey, addressKey, type Family, familyOf, fromNumber, toNumber } from './address.js';

/** Why addresses of a block are nobody's public, fixed address. */
export type SpecialKind =
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'cgnat'
  | 'documentation'
  | 'multicast'
  | 'reserved';

/** The kind of the first special block that a span touches, also one that lies in its middle; undefined for none. */
export function findSpecialKind(start: AddressKey, end: AddressKey): SpecialKind | undefined {
  const family = familyOf(start);
  return spans.find((span) => span.family === family && span.start <= end && start <= span.end)?.kind;
}

/** Whether a span lies whole in one special block of these kinds. */
export function liesInBlock(start: AddressKey, end: AddressKey, kinds: readonly SpecialKind[]): boolean {
  return spans.some((span) => kinds.includes(span.kind) && span.start <= start && end <= span.end);
}

/**
 * IANA's registries of special-purpose addresses (RFC 6890 and its successors), the specific before the general.
 * In IPv6 everything outside 2000::/3 is reserved.
 */
const blocks: readonly (readonly [cidr: string, kind: SpecialKind])[] = [
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['100.64.0.0/10', 'cgnat'],
  ['192.0.2.0/24', 'documentation'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['0.0.0.0/8', 'reserved'],
  ['192.0.0.0/24', 'reserved'],
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'reserved'],
  ['240.0.0.0/4', 'reserved'],
  ['::1/128', 'loopback'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['2001::/23', 'reserved'],
  ['2002::/16', 'reserved'],
  ['2620:4f:8000::/48', 'reserved'],
  ['::/3', 'reserved'],
  ['4000::/2', 'reserved'],
  ['8000::/1', 'reserved'],
];

const spans = blocks.map(([cidr, kind]) => ({ kind, ...spanOfBlock(cidr) }));

function spanOfBlock(cidr: string): { family: Family; start: AddressKey; end: AddressKey } {
  const [address = '', length = ''] = cidr.split('/');
  const start = addressKey(address);
  if (start === undefined) throw new TypeError(`${cidr} is no block of addresses.`);
  const family = familyOf(start);
  const free = BigInt((family === 'ipv4' ? 32 : 128) - Number(length));
  return { family, start, end: fromNumber(toNumber(start) + 2n ** free - 1n) };
}
