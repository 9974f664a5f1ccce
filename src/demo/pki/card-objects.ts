import { type KeyObject, X509Certificate } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { describeName } from './raw-names.js';

export interface CardFile {
  /** DER. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

/** Where an object stands on the card: CKA_ID and CKA_LABEL. */
export interface ObjectPlace {
  readonly id: string;
  readonly label: string;
}

export type KeyPurpose = 'signs' | 'decrypts';

/** Template of the certificate (PKCS#11 2.40, 4.6.3). */
export function certificateTemplate(certificate: Buffer, place: ObjectPlace): pkcs11js.Template {
  const { subject, issuer, serialNumber } = describeName(certificate);
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
    { type: pkcs11js.CKA_CERTIFICATE_TYPE, value: pkcs11js.CKC_X_509 },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: false },
    ...placed(place),
    { type: pkcs11js.CKA_SUBJECT, value: subject },
    { type: pkcs11js.CKA_ISSUER, value: issuer },
    { type: pkcs11js.CKA_SERIAL_NUMBER, value: serialNumber },
    { type: pkcs11js.CKA_VALUE, value: certificate },
  ];
}

/** Template of an RSA private key that never leaves the token (PKCS#11 2.40, 4.9). */
export function privateKeyTemplate(
  file: CardFile,
  place: ObjectPlace,
  purpose: KeyPurpose,
): pkcs11js.Template {
  const { n, e, d, p, q, dp, dq, qi } = file.privateKey.export({ format: 'jwk' });
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    ...placed(place),
    { type: pkcs11js.CKA_SIGN, value: purpose === 'signs' },
    { type: pkcs11js.CKA_DECRYPT, value: purpose === 'decrypts' },
    { type: pkcs11js.CKA_UNWRAP, value: purpose === 'decrypts' },
    { type: pkcs11js.CKA_SUBJECT, value: describeName(file.certificate).subject },
    { type: pkcs11js.CKA_MODULUS, value: bytes(n) },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: bytes(e) },
    { type: pkcs11js.CKA_PRIVATE_EXPONENT, value: bytes(d) },
    { type: pkcs11js.CKA_PRIME_1, value: bytes(p) },
    { type: pkcs11js.CKA_PRIME_2, value: bytes(q) },
    { type: pkcs11js.CKA_EXPONENT_1, value: bytes(dp) },
    { type: pkcs11js.CKA_EXPONENT_2, value: bytes(dq) },
    { type: pkcs11js.CKA_COEFFICIENT, value: bytes(qi) },
  ];
}

/** Template of the RSA public key (PKCS#11 2.40, 4.8). */
export function publicKeyTemplate(
  file: CardFile,
  place: ObjectPlace,
  purpose: KeyPurpose,
): pkcs11js.Template {
  const { n, e } = new X509Certificate(file.certificate).publicKey.export({ format: 'jwk' });
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: false },
    ...placed(place),
    { type: pkcs11js.CKA_VERIFY, value: purpose === 'signs' },
    { type: pkcs11js.CKA_ENCRYPT, value: purpose === 'decrypts' },
    { type: pkcs11js.CKA_WRAP, value: purpose === 'decrypts' },
    { type: pkcs11js.CKA_MODULUS, value: bytes(n) },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: bytes(e) },
  ];
}

function placed({ id, label }: ObjectPlace): pkcs11js.Template {
  return [
    { type: pkcs11js.CKA_ID, value: Buffer.from(id, 'latin1') },
    { type: pkcs11js.CKA_LABEL, value: label },
  ];
}

function bytes(base64url: string | undefined): Buffer {
  if (base64url === undefined) throw new TypeError('The key is not an RSA key.');
  return Buffer.from(base64url, 'base64url');
}
