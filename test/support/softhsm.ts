import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pkcs11js from 'pkcs11js';
import type { InsertedCards } from './demo-cards.js';

type Work = (module: pkcs11js.PKCS11, session: pkcs11js.Handle) => void;

/** Changes what is on the first card of a computer. */
export function changeCard(computer: InsertedCards, pin: string, work: Work): void {
  withModule(computer, (module) => {
    const slot = slotWhere(module, (flags) => (flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0);
    inUserSession(module, slot, pin, (session) => work(module, session));
  });
}

export interface CertificateToken {
  /** OpenSSL's name of the curve of the card's key. */
  readonly curve: string;
  readonly pin: string;
  /** A folder for files on the way. */
  readonly scratch: string;
}

/** Adds a card with an elliptic-curve key and a self-signed certificate with digitalSignature. */
export function addCertificateToken(
  computer: InsertedCards,
  { curve, pin, scratch }: CertificateToken,
): void {
  const { certificate, scalar, parameters } = makeKeyAndCertificate(curve, scratch);
  const id = Buffer.from('01', 'hex');
  withModule(computer, (module) => {
    const slot = slotWhere(module, (flags) => (flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0);
    module.C_InitToken(slot, 'so-pin', curve.padEnd(32, ' '));
    const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
    module.C_Login(session, pkcs11js.CKU_SO, 'so-pin');
    module.C_InitPIN(session, pin);
    module.C_CloseSession(session);
    inUserSession(module, slot, pin, (user) => {
      module.C_CreateObject(user, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
        { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_EC },
        { type: pkcs11js.CKA_TOKEN, value: true },
        { type: pkcs11js.CKA_PRIVATE, value: true },
        { type: pkcs11js.CKA_SENSITIVE, value: true },
        { type: pkcs11js.CKA_SIGN, value: true },
        { type: pkcs11js.CKA_ID, value: id },
        { type: pkcs11js.CKA_EC_PARAMS, value: parameters },
        { type: pkcs11js.CKA_VALUE, value: scalar },
      ]);
      module.C_CreateObject(user, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
        { type: pkcs11js.CKA_CERTIFICATE_TYPE, value: pkcs11js.CKC_X_509 },
        { type: pkcs11js.CKA_TOKEN, value: true },
        { type: pkcs11js.CKA_PRIVATE, value: false },
        { type: pkcs11js.CKA_ID, value: id },
        { type: pkcs11js.CKA_SUBJECT, value: Buffer.alloc(0) },
        { type: pkcs11js.CKA_VALUE, value: certificate },
      ]);
    });
  });
}

/** A key on that curve and a self-signed certificate with digitalSignature, made in the folder `scratch`. */
export function makeKeyAndCertificate(curve: string, scratch: string) {
  const [key, certificate] = [join(scratch, `${curve}.key`), join(scratch, `${curve}.crt`)];
  const request = ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
  const subject = ['-subj', '/C=TW/CN=test', '-days', '30', '-addext', 'keyUsage=critical,digitalSignature'];
  const notAuthority = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  execFileSync('openssl', [...request, ...subject, ...notAuthority, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  const privateKey = createPrivateKey(readFileSync(key));
  const { d = '' } = privateKey.export({ format: 'jwk' });
  return {
    privateKey,
    certificate: new X509Certificate(readFileSync(certificate)).raw,
    scalar: Buffer.from(d, 'base64url'),
    parameters: execFileSync('openssl', ['ecparam', '-name', curve, '-outform', 'DER']),
  };
}

function withModule(
  { configFile, modulePath }: InsertedCards,
  work: (module: pkcs11js.PKCS11) => void,
): void {
  process.env.SOFTHSM2_CONF = configFile;
  const module = new pkcs11js.PKCS11();
  module.load(modulePath);
  module.C_Initialize();
  try {
    work(module);
  } finally {
    module.C_Finalize();
    module.close();
  }
}

function inUserSession(
  module: pkcs11js.PKCS11,
  slot: pkcs11js.Handle,
  pin: string,
  work: (session: pkcs11js.Handle) => void,
): void {
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  module.C_Login(session, pkcs11js.CKU_USER, pin);
  try {
    work(session);
  } finally {
    module.C_CloseSession(session);
  }
}

function slotWhere(module: pkcs11js.PKCS11, fits: (flags: number) => boolean): pkcs11js.Handle {
  const slot = module.C_GetSlotList(true).find((each) => fits(module.C_GetTokenInfo(each).flags));
  if (slot === undefined) throw new Error('SoftHSM has no such slot.');
  return slot;
}
