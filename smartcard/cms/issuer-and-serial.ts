import { elementsOf } from '../der/read.js';

/** Whose certificate it is among all, each part as it stands there (DER). */
export interface IssuerAndSerial {
  readonly issuer: Buffer;
  readonly serialNumber: Buffer;
}

/**
 * Issuer and serial number of a certificate (RFC 5280 4.1).
 *
 * @throws TypeError for what is no certificate; node:crypto has read those of a card before
 */
export function issuerAndSerial(certificate: Uint8Array): IssuerAndSerial {
  const [outer] = elementsOf(Buffer.from(certificate));
  const fields = elementsOf(elementsOf(outer?.content)[0]?.content);
  // [0] holds the version; version 1 has none.
  const [serialNumber, , issuer] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  if (serialNumber?.tag !== 0x02 || issuer?.tag !== 0x30) throw new TypeError('This is no certificate.');
  return { issuer: issuer.whole, serialNumber: serialNumber.whole };
}
