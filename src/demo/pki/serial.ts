import type { RandomBytes } from '../../clock.js';

/** A certificate serial number: 16 random bytes, positive and never shorter (RFC 5280 4.1.2.2). */
export function randomSerial(random: RandomBytes): Buffer {
  const serial = Buffer.from(random(16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
