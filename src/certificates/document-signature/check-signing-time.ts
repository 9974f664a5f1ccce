import { Problem } from '../../problems/index.js';
import { DerReader } from '../der.js';
import { readTime } from '../der-values.js';
import { oid } from '../oids.js';
import type { DocumentCheck } from './check.js';
import { reading } from './decode-signature.js';
import { requireAttribute } from './require-attribute.js';

/** How far the clock of the signer's computer may be from ours. */
const minutesApart = 10;

/** The signature was made now: its signing time (RFC 5652 11.3) is that of its receipt, give or take ten minutes. */
export function checkSigningTime({ found, at }: DocumentCheck): void {
  const value = requireAttribute(found.get('signedData').signer.attributes, oid.signingTime);
  const signedAt = reading(() => readTime(new DerReader(value)));
  if (Math.abs(signedAt - at) > minutesApart * 60_000) {
    throw new Problem('ERR_SIGNATURE_TIME', {
      params: { minutes: minutesApart },
      detail: new Date(signedAt).toISOString(),
    });
  }
  found.note('signedAt', signedAt);
}
