import { Problem } from '../../problems/index.js';
import type { DocumentCheck } from './check.js';

/** SHA-256, 384 or 512, and one and the same for the document and for the signature. */
export function checkAlgorithms({ found }: DocumentCheck): void {
  const { digestAlgorithm, signatureAlgorithm } = found.get('signedData').signer;
  if (digestAlgorithm === undefined) throw notTaken('the digest algorithm');
  const { scheme } = signatureAlgorithm;
  if (scheme === undefined) throw notTaken('the signature algorithm');
  if (scheme !== 'of-the-digest' && scheme.hash !== digestAlgorithm) throw notTaken('two different hashes');
  found.note('hash', digestAlgorithm);
}

function notTaken(detail: string): Problem {
  return new Problem('ERR_SIGNATURE_ALGORITHM', { detail });
}
