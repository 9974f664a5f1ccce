import { Problem } from '../../problems/index.js';
import type { KeyUsage } from '../extensions.js';
import { oid } from '../oids.js';
import type { TokenCheck } from './check.js';

/**
 * The certificate is for signing in: KeyUsage with digitalSignature, clientAuth in ExtendedKeyUsage if there is one, and
 * no authority's certificate. The other certificate of the same card, for encryption, has its own message.
 */
export function checkPurpose({ found }: TokenCheck): void {
  const { keyUsage, extendedKeyUsage, basicConstraints } = found.get('certificate');
  if (keyUsage === undefined) throw notForLogin('no KeyUsage');
  if (!keyUsage.has('digitalSignature')) {
    if (encryptionUsages.some((usage) => keyUsage.has(usage)))
      throw new Problem('ERR_CARD_ENCRYPTION_CERTIFICATE');
    throw notForLogin('KeyUsage without digitalSignature');
  }
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.includes(oid.clientAuth)) {
    throw notForLogin('ExtendedKeyUsage without clientAuth');
  }
  if (basicConstraints?.isAuthority === true) throw notForLogin('the certificate of an authority');
}

const encryptionUsages: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];

function notForLogin(detail: string): Problem {
  return new Problem('ERR_CARD_PURPOSE', { detail });
}
