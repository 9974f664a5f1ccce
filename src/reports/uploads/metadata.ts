/**
 * Reads the header `Upload-Metadata` (tus 1.0, Creation): pairs of a name and a value in base64, separated by commas; a
 * name alone has an empty value.
 *
 * @returns undefined when it cannot be read, names something twice, or holds a value that is no UTF-8
 */
export function parseMetadata(header: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  if (header.trim() === '') return values;
  for (const pair of header.split(',')) {
    const [, name, encoded = ''] =
      /^([\x21-\x2b\x2d-\x7e]+)(?: ([A-Za-z0-9+/]*={0,2}))?$/.exec(pair.trim()) ?? [];
    const value = decode(encoded);
    if (name === undefined || value === undefined || values.has(name)) return undefined;
    values.set(name, value);
  }
  return values;
}

/** Writes what `parseMetadata` reads; what is null is left out. */
export function writeMetadata(values: Readonly<Record<string, string | null>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${Buffer.from(value).toString('base64')}`]))
    .join(',');
}

function decode(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return undefined;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
