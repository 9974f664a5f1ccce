import { type AddressKey, familyOf, toNumber } from './address.js';

/** Addresses from `start` to `end`, both included, of one family. */
export interface AddressSpan {
  readonly start: AddressKey;
  readonly end: AddressKey;
}

/** One external IP range 對外IP區段 of an account. */
export interface IpRange {
  /** The addresses from which the connection comes (Y in the form's notation). */
  readonly external: AddressSpan;
  /** The client addresses that the institution's own proxy forwards (X), where given; they only narrow. */
  readonly forwarded: AddressSpan | null;
}

/** How many addresses one range may have at the most. */
export interface RangeWidths {
  readonly ipv4: bigint;
  readonly ipv6: bigint;
}

export interface RangeSettings {
  /** Admits loopback addresses, for a demonstration on one computer. */
  readonly demoMode: boolean;
  /** A reviewer may confirm a wider range; nothing else lifts the limit. */
  readonly widest: RangeWidths | 'confirmed-by-reviewer';
}

/** A /20 of IPv4; of IPv6 a /56, which is what one site is given. */
export const defaultWidths: RangeWidths = { ipv4: 2n ** 12n, ipv6: 2n ** 72n };

/** How many addresses a span has. */
export function countAddresses(span: AddressSpan): bigint {
  return toNumber(span.end) - toNumber(span.start) + 1n;
}

/** Whether a span has more addresses than the settings allow. */
export function isTooWide(span: AddressSpan, { widest }: RangeSettings): boolean {
  if (widest === 'confirmed-by-reviewer') return false;
  return countAddresses(span) > widest[familyOf(span.start)];
}
