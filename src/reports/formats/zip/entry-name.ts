import { isUtf8 } from 'node:buffer';

/** What of an entry tells its name. */
export interface NamedEntry {
  readonly fileNameRaw?: Buffer;
  readonly fileName: string | Buffer;
}

/**
 * The name of an entry. Archives say whether it is UTF-8 (APPNOTE 6.3, 4.4.4 bit 11), and those made in Taiwan on older
 * systems write Big5 without saying so.
 */
export function decodeEntryName({ fileNameRaw, fileName }: NamedEntry): string {
  const raw = fileNameRaw ?? (typeof fileName === 'string' ? Buffer.from(fileName) : fileName);
  if (isUtf8(raw)) return raw.toString('utf8').normalize('NFC');
  return new TextDecoder('big5').decode(raw).normalize('NFC');
}
