import { formatAddress } from './address.js';
import type { AddressSpan, IpRange } from './range.js';

/** Writes a range as `start-end`, a single address alone; with forwarded addresses as the form's notation. */
export function formatRange(range: IpRange): string {
  return range.forwarded === null ? formatSpan(range.external) : formatOnForm(range);
}

/** Writes a range in the notation of the application form: `X@Y 至 X@Y`, or `Y 至 Y`. */
export function formatOnForm({ external, forwarded }: IpRange): string {
  const end = (side: 'start' | 'end') =>
    `${forwarded === null ? '' : `${formatAddress(forwarded[side])}@`}${formatAddress(external[side])}`;
  return `${end('start')} 至 ${end('end')}`;
}

/** Writes a span as `start-end`, or as one address. */
export function formatSpan({ start, end }: AddressSpan): string {
  return start === end ? formatAddress(start) : `${formatAddress(start)}-${formatAddress(end)}`;
}
