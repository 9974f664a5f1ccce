import { type KeyObject, sign } from 'node:crypto';
import { bitString, nothing, objectIdentifier, sequence } from './der.js';
import { oid } from './oids.js';

/** AlgorithmIdentifier of sha256WithRSAEncryption (RFC 4055 5: the parameters are NULL). */
export const sha256WithRsa = sequence(objectIdentifier(oid.sha256WithRsa), nothing());

/** A signed structure of X.509: what is signed, by which algorithm, the signature. */
export function signStructure(content: Buffer, privateKey: KeyObject): Buffer {
  return sequence(content, sha256WithRsa, bitString(sign('sha256', content, privateKey)));
}
