/** What a certificate lets its key be used for. */
export interface CertificatePurpose {
  /** digitalSignature of KeyUsage (RFC 5280 4.2.1.3). */
  readonly signs: boolean;
  /** clientAuth is in ExtendedKeyUsage, or there is no ExtendedKeyUsage (RFC 5280 4.2.1.12). */
  readonly logsIn: boolean;
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
    signs: usage !== undefined && firstBit(usage),
    logsIn: extendedUsage === undefined || namesClientAuth(extendedUsage),
  };
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
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

function firstBit(usage: Buffer): boolean {
  const bits = elementsOf(usage)[0];
  return bits?.tag === 0x03 && ((bits.content[1] ?? 0) & 0x80) !== 0;
}

function namesClientAuth(usage: Buffer): boolean {
  const purposes = elementsOf(elementsOf(usage)[0]?.content).map(({ content }) => content.toString('hex'));
  return purposes.includes(clientAuthId) || purposes.includes(anyExtendedKeyUsageId);
}

/** The DER elements that stand one after the other in `bytes`; none when they do not fill it exactly. */
function elementsOf(bytes: Buffer | undefined): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; bytes !== undefined && at < bytes.length; ) {
    const start = contentStart(bytes, at);
    const size = contentSize(bytes, at);
    if (size === undefined || start + size > bytes.length) return [];
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return elements;
}

function contentStart(bytes: Buffer, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
}

/** Size of the content; undefined for the indefinite form and for lengths no certificate has. */
function contentSize(bytes: Buffer, at: number): number | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 2 + count > bytes.length) return undefined;
  return bytes.readUIntBE(at + 2, count);
}
