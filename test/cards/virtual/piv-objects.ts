import type { CardKey, KeyReference } from './piv-card.js';
import { tlv } from './tlv.js';

const aid = Buffer.from('a000000308000010000100', 'hex');

/** The application on the card (NIST SP 800-73-4 part 2, table 3: application property template). */
export const pivApplication = {
  aid,
  template: tlv('61', tlv('4f', aid.subarray(5)), tlv('79', tlv('4f', aid.subarray(0, 5)))),
} as const;

/** Where each key's certificate lies (SP 800-73-4 part 1, table 3). */
const certificateTags: Readonly<Record<KeyReference, string>> = {
  '9a': '5fc105',
  '9c': '5fc10a',
  '9d': '5fc10b',
};

/** The card's data objects by tag, as GET DATA gives them: CHUID, CCC and the certificates. */
export function pivObjects(
  keys: Readonly<Partial<Record<KeyReference, CardKey>>>,
  guid: string,
): ReadonlyMap<string, Buffer> {
  const certificates = Object.entries(keys).map(
    ([reference, { certificate }]) =>
      [certificateTags[reference as KeyReference], certificateObject(certificate)] as const,
  );
  return new Map([['5fc102', holderUniqueId(guid)], ['5fc107', capabilities()], ...certificates]);
}

/** Not compressed (71 is CertInfo), no error detection code (FE). */
function certificateObject(certificate: Buffer): Buffer {
  return tlv('53', tlv('70', certificate), tlv('71', Buffer.from([0])), tlv('fe'));
}

function holderUniqueId(guid: string): Buffer {
  // The number of an agency that is none (9999): OpenSC then takes the GUID for the serial number.
  const agencyNumber = Buffer.from('d4e739da739ced39ce739d836858210842108421384210c3eb', 'hex');
  return tlv(
    '53',
    tlv('30', agencyNumber),
    tlv('34', Buffer.from(guid, 'hex')),
    tlv('35', Buffer.from('20361231')),
    tlv('3e'),
    tlv('fe'),
  );
}

function capabilities(): Buffer {
  return tlv('53', tlv('f0', Buffer.alloc(21)), tlv('f1', Buffer.from([0x21])), tlv('fe'));
}
