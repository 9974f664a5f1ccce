import { elementsOf } from '../der/read.js';

/** What a certificate lets its key be used for. */
export interface CertificatePurpose {
  /** digitalSignature of KeyUsage (RFC 5280 4.2.1.3). */
  readonly signs: boolean;
  /** clientAuth is in ExtendedKeyUsage, or there is no ExtendedKeyUsage (RFC 5280 4.2.1.12). */
  readonly logsIn: boolean;
  /** contentCommitment, once called nonRepudiation, of KeyUsage: made for signing documents (RFC 5280 4.2.1.3). */
  readonly commits: boolean;
}

const keyUsageId = '551d0f';
const extendedKeyUsageId = '551d25';
const clientAuthId = '2b06010505070302';
const anyExtendedKeyUsageId = '551d2500';

/**
 * Reads the purpose from a certificate's DER. Never throws: a certificate that cannot be read serves no purpose, and
 * one without KeyUsage signs nothing (Web eID demands it to be there).
 */
export function purposeOf(certificate: Uint8Array): CertificatePurpose {
  const extensions = extensionsOf(Buffer.from(certificate));
  const usage = extensions.get(keyUsageId);
  const extendedUsage = extensions.get(extendedKeyUsageId);
  return {
    signs: usage !== undefined && hasBit(usage, 0x80),
    commits: usage !== undefined && hasBit(usage, 0x40),
    logsIn: extendedUsage === undefined || namesClientAuth(extendedUsage),
  };
}

/** The certificate's extensions: OID in hex to the DER inside the OCTET STRING. */
function extensionsOf(certificate: Buffer): ReadonlyMap<string, Buffer> {
  const extensions = new Map<string, Buffer>();
  const content = elementsOf(elementsOf(certificate)[0]?.content)[0]?.content;
  const wrapper = elementsOf(content).find(({ tag }) => tag === 0xa3);
  for (const { content: extension } of elementsOf(elementsOf(wrapper?.content)[0]?.content)) {
    const parts = elementsOf(extension);
    const [id, value] = [parts.at(0), parts.at(-1)];
    if (id?.tag === 0x06 && value?.tag === 0x04) extensions.set(id.content.toString('hex'), value.content);
  }
  return extensions;
}

/** `bit` as it stands in the first octet of the BIT STRING. */
function hasBit(usage: Buffer, bit: number): boolean {
  const bits = elementsOf(usage)[0];
  return bits?.tag === 0x03 && ((bits.content[1] ?? 0) & bit) !== 0;
}

function namesClientAuth(usage: Buffer): boolean {
  const purposes = elementsOf(elementsOf(usage)[0]?.content).map(({ content }) => content.toString('hex'));
  return purposes.includes(clientAuthId) || purposes.includes(anyExtendedKeyUsageId);
}
