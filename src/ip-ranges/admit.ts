import { type AddressKey, addressKey } from './address.js';
import type { AddressSpan, IpRange } from './range.js';
import { findSpecialKind } from './special-blocks.js';

/**
 * Whether somebody who comes from `address` may use an account with these ranges.
 *
 * A range with forwarded addresses admits only who comes with a readable one among them. Ranges of loopback addresses,
 * which a demonstration may store, admit nobody outside demo mode.
 *
 * @param address the connection's address, canonical or mapped text
 * @param forwardedClient the one address that the institution's own proxy forwarded, if any
 */
export function isAdmitted(
  ranges: readonly IpRange[],
  address: string,
  forwardedClient: string | undefined,
  { demoMode }: { readonly demoMode: boolean },
): boolean {
  const external = addressKey(address);
  if (external === undefined) return false;
  if (!demoMode && findSpecialKind(external, external) !== undefined) return false;
  const forwarded = forwardedClient === undefined ? undefined : addressKey(forwardedClient.trim());
  return ranges.some(
    (range) =>
      contains(range.external, external) &&
      (range.forwarded === null || contains(range.forwarded, forwarded)),
  );
}

function contains({ start, end }: AddressSpan, key: AddressKey | undefined): boolean {
  return key !== undefined && start <= key && key <= end;
}
