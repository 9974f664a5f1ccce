import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * An address as 32 lower-case hexadecimal digits, IPv4 in its mapped form (`::ffff:a.b.c.d`), so that comparing texts
 * compares addresses, here and in SQL.
 */
export type AddressKey = string & { readonly brand: 'AddressKey' };

export type Family = 'ipv4' | 'ipv6';

/** Why a text is not taken for an address. */
export type AddressFault = 'octal' | 'short' | 'mapped' | 'unreadable';

/**
 * Reads one address as a person types it. Forms that two programs read differently are not taken: `010.1.1.1` is
 * 8.1.1.1 to one and 10.1.1.1 to another, `1.1` is 1.0.0.1 (inet_aton, POSIX), and a mapped IPv4 address hides its range.
 */
export function readAddress(text: string): AddressKey | { readonly fault: AddressFault } {
  if (text.includes(':')) return readIpv6(text);
  if (isIPv4(text)) return keyOf(ipaddr.IPv4.parse(text).toIPv4MappedAddress());
  if (/^0x/i.test(text) || /\.0x/i.test(text)) return { fault: 'octal' };
  if (!/^\d+(\.\d+)*$/.test(text)) return { fault: 'unreadable' };
  const parts = text.split('.');
  if (parts.some((part) => part.length > 1 && part.startsWith('0'))) return { fault: 'octal' };
  return { fault: parts.length < 4 ? 'short' : 'unreadable' };
}

/**
 * The key of an address that a connection or a header gives: canonical or mapped text. Undefined for anything else,
 * lists, ports and zone ids included.
 */
export function addressKey(text: string): AddressKey | undefined {
  if (isIPv4(text)) return keyOf(ipaddr.IPv4.parse(text).toIPv4MappedAddress());
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return keyOf(parseIpv6(text));
}

/** Whether a key stands for an IPv4 or an IPv6 address. */
export function familyOf(key: AddressKey): Family {
  return key.startsWith(mappedPrefix) ? 'ipv4' : 'ipv6';
}

/** The address as people write it; IPv6 in the form of RFC 5952. */
export function formatAddress(key: AddressKey): string {
  const address = new ipaddr.IPv6([...Buffer.from(key, 'hex')]);
  return familyOf(key) === 'ipv4' ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** The key as a number, to count and to mask. */
export function toNumber(key: AddressKey): bigint {
  return BigInt(`0x${key}`);
}

/** The key of a number from 0 to 2¹²⁸ − 1. */
export function fromNumber(value: bigint): AddressKey {
  return value.toString(16).padStart(32, '0') as AddressKey;
}

const mappedPrefix = '00000000000000000000ffff';

function readIpv6(text: string): AddressKey | { readonly fault: AddressFault } {
  if (!isIPv6(text) || text.includes('%')) return { fault: 'unreadable' };
  const address = parseIpv6(text);
  return address.isIPv4MappedAddress() ? { fault: 'mapped' } : keyOf(address);
}

/** ipaddr.js 2.5 reads `::a.b.c.d` as if it were `::ffff:a.b.c.d`, so it is given the tail as two groups. */
function parseIpv6(text: string): ipaddr.IPv6 {
  const tail = /[\d.]+\.[\d.]+$/.exec(text)?.[0];
  if (tail === undefined) return ipaddr.IPv6.parse(text);
  const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
  const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
  return ipaddr.IPv6.parse(text.slice(0, -tail.length) + groups);
}

function keyOf(address: ipaddr.IPv6): AddressKey {
  return Buffer.from(address.toByteArray()).toString('hex') as AddressKey;
}
