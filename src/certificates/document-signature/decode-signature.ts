import { Problem } from '../../problems/index.js';
import { DerError } from '../der.js';
import type { DocumentCheck } from './check.js';
import { readSignedData } from './read-signed-data.js';

/** A card's signature with its certificate is two or three thousand bytes. */
const maximumBytes = 65_536;

/** Decodes the signature; hostile bytes end here, with an error of ours. */
export function decodeSignature({ der, found }: DocumentCheck): void {
  if (der.length > maximumBytes) throw malformed('too long');
  found.note('signedData', decode(der));
}

/**
 * Does what reads a part of the signature.
 *
 * @throws Problem ERR_SIGNATURE_FORM for what cannot be read
 */
export function reading<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) throw malformed(error.message);
    throw error;
  }
}

/** The refusal of something that is no detached CAdES-B signature. */
export function malformed(detail: string): Problem {
  return new Problem('ERR_SIGNATURE_FORM', { detail });
}

function decode(der: Buffer) {
  return reading(() => readSignedData(der));
}
