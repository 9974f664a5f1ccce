import { BlockList, isIP } from 'node:net';

/** Where the agent listens: this computer only. */
export const loopbackAddresses = ['127.0.0.1', '::1'] as const;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address is this computer's own and reached from nowhere else. */
export function isLoopback(address: string): boolean {
  const unmapped = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  const family = isIP(unmapped);
  return family !== 0 && loopback.check(unmapped, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Checks where the agent is told to listen.
 *
 * @throws TypeError for an address that other computers could reach
 */
export function checkAddresses(addresses: readonly string[]): readonly string[] {
  for (const address of addresses)
    if (!isLoopback(address) || address.startsWith('::ffff:'))
      throw new TypeError(
        `The card agent listens on this computer only. Write 127.0.0.1 or ::1 instead of "${address}".`,
      );
  return addresses;
}
