import type { AlgorithmName } from '../pkcs11/algorithms.js';
import { agentVersion } from '../version.js';

/** A Web eID authentication token (format `web-eid:1.0`). */
export interface WebEidToken {
  /** Base64 of the certificate's DER. */
  readonly unverifiedCertificate: string;
  readonly algorithm: AlgorithmName;
  /** Base64. */
  readonly signature: string;
  readonly format: 'web-eid:1.0';
  readonly appVersion: string;
}

/** Puts a token together. */
export function webEidToken(
  certificate: Uint8Array,
  algorithm: AlgorithmName,
  signature: Uint8Array,
): WebEidToken {
  return {
    unverifiedCertificate: Buffer.from(certificate).toString('base64'),
    algorithm,
    signature: Buffer.from(signature).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: `https://jianbao.invalid/jianbao-card-agent/${agentVersion}`,
  };
}
