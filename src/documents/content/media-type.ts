/** Kinds of scans, as found in the content. */
export const scanMediaTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type ScanMediaType = (typeof scanMediaTypes)[number];

/** The kind of a file by its first bytes, undefined for anything that is no scan. Names and declared types do not count. */
export function mediaTypeOf(content: Uint8Array): ScanMediaType | undefined {
  return scanMediaTypes.find((type) => beginsWith(content, signatures[type]));
}

/** ISO 32000-1 7.5.2, ITU-T T.81 B.1.1.3, PNG 5.2: all at the very beginning, so that a file is one kind only. */
const signatures: Readonly<Record<ScanMediaType, readonly number[]>> = {
  'application/pdf': [...Buffer.from('%PDF-')],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

function beginsWith(content: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => content[index] === byte);
}
