import { malformed } from './decode-signature.js';
import type { SignedAttributes } from './read-signed-attributes.js';

/**
 * The value of a signed attribute that a CAdES-B signature must have, in DER.
 *
 * @throws Problem ERR_SIGNATURE_FORM when it is not there
 */
export function requireAttribute({ values }: SignedAttributes, type: string): Buffer {
  const value = values.get(type);
  if (value === undefined) throw malformed(`no signed attribute ${type}`);
  return value;
}
