import { createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { parseCertificate } from '../../../src/certificates/certificate.js';
import { createTrust, type Trust } from '../../../src/certificates/trust.js';
import { type CertificatePlan, issueCertificate } from '../../../src/demo/pki/certificate.js';
import { type CrlPlan, issueCrl } from '../../../src/demo/pki/crl.js';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  certificatePolicies,
  keyUsage,
  subjectDirectoryAttributes,
  subjectKeyIdentifier,
} from '../../../src/demo/pki/extensions.js';
import type { DistinguishedName } from '../../../src/demo/pki/names.js';

/** The moment at which everything here is good, unless a test says otherwise. */
export const now = new Date('2026-11-22T04:00:00.000Z');

export const day = 24 * 3_600_000;

export const policies = { class3: '2.16.886.101.0.3.3', test: '2.16.886.101.0.3.0' } as const;

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Buffer;
  readonly keyId: Buffer;
}

export interface TestAuthority {
  readonly name: DistinguishedName;
  readonly keys: Keys;
  readonly certificate: Buffer;
}

/** A root, and below it two generations with one and the same name, as MOICA's are. All keys are made once per file. */
export interface SmallPki {
  readonly root: TestAuthority;
  readonly g2: TestAuthority;
  readonly g3: TestAuthority;
  readonly cardKeys: Keys;
  /** Root as the anchor, both generations below. */
  readonly trust: Trust;
}

export const rootName: DistinguishedName = [
  ['C', 'TW'],
  ['O', '測試'],
  ['CN', 'Test Root'],
];

export const authorityName: DistinguishedName = [
  ['C', 'TW'],
  ['O', '測試'],
  ['OU', '測試憑證管理中心'],
];

export function makeSmallPki(): SmallPki {
  const root = makeAuthority({ name: rootName, keys: makeRsaKeys() });
  const g2 = makeAuthority({ name: authorityName, keys: makeRsaKeys(), issuer: root, pathLength: 0 });
  const g3 = makeAuthority({ name: authorityName, keys: makeRsaKeys(), issuer: root, pathLength: 0 });
  return { root, g2, g3, cardKeys: makeRsaKeys(), trust: trustOf([root], [g2, g3]) };
}

export function makeRsaKeys(): Keys {
  return describeKeys(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}

export function makeEcKeys(namedCurve: 'P-256' | 'P-384' | 'P-521'): Keys {
  return describeKeys(generateKeyPairSync('ec', { namedCurve }).privateKey);
}

export function trustOf(anchors: readonly TestAuthority[], others: readonly TestAuthority[]): Trust {
  return createTrust([
    ...anchors.map(({ certificate }) => ({ certificate: parseCertificate(certificate), isAnchor: true })),
    ...others.map(({ certificate }) => ({ certificate: parseCertificate(certificate), isAnchor: false })),
  ]);
}

export interface AuthorityOptions {
  readonly name: DistinguishedName;
  readonly keys: Keys;
  /** Without one it signs itself. */
  readonly issuer?: TestAuthority;
  readonly pathLength?: number;
  readonly extensions?: readonly Buffer[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export function makeAuthority(options: AuthorityOptions): TestAuthority {
  const { name, keys, issuer } = options;
  const signer = issuer ?? { name, keys };
  const certificate = issueCertificate(
    {
      serial: Buffer.from('01', 'hex'),
      issuer: signer.name,
      subject: name,
      notBefore: options.notBefore ?? new Date('2020-01-01T00:00:00Z'),
      notAfter: options.notAfter ?? new Date('2040-01-01T00:00:00Z'),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        ...(options.extensions ?? [
          authorityConstraints(options.pathLength),
          keyUsage(['keyCertSign', 'crlSign']),
        ]),
        subjectKeyIdentifier(keys.keyId),
        ...(issuer === undefined ? [] : [authorityKeyIdentifier(issuer.keys.keyId)]),
      ],
    },
    signer.keys.privateKey,
  );
  return { name, keys, certificate };
}

export const holder = { name: '陳怡君', serialNumber: '0000000114063001', idLast4: '6789' } as const;

/** What a citizen card's signature certificate has, to be changed piece by piece. */
export function cardExtensions(issuer: TestAuthority): Record<string, Buffer> {
  return {
    usage: keyUsage(['digitalSignature']),
    policies: certificatePolicies([policies.class3]),
    attributes: subjectDirectoryAttributes({ subjectType: 'citizen', idLast4: holder.idLast4 }),
    issuerKey: authorityKeyIdentifier(issuer.keys.keyId),
  };
}

/** A citizen card's certificate; `plan` and `extensions` replace what they name. An empty buffer leaves one out. */
export function makeCard(
  issuer: TestAuthority,
  keys: Keys,
  changes: {
    readonly plan?: Partial<Omit<CertificatePlan, 'extensions'>>;
    readonly extensions?: Readonly<Record<string, Buffer>>;
  } = {},
): Buffer {
  const extensions = { ...cardExtensions(issuer), ...changes.extensions };
  return issueCertificate(
    {
      serial: Buffer.from('6a0102030405060708090a0b0c0d0e0f', 'hex'),
      issuer: issuer.name,
      subject: [
        ['C', 'TW'],
        ['CN', holder.name],
        ['serialNumber', holder.serialNumber],
      ],
      notBefore: new Date('2024-01-01T00:00:00Z'),
      notAfter: new Date('2029-01-01T00:00:00Z'),
      publicKeyInfo: keys.publicKeyInfo,
      ...changes.plan,
      extensions: Object.values(extensions).filter(({ length }) => length > 0),
    },
    issuer.keys.privateKey,
  );
}

/** A CRL of this authority, number 1, good for a week around `now`. */
export function makeCrl(issuer: TestAuthority, changes: Partial<CrlPlan> = {}): Buffer {
  return issueCrl(
    {
      issuer: issuer.name,
      issuerKeyId: issuer.keys.keyId,
      number: 1,
      thisUpdate: new Date(now.getTime() - day),
      nextUpdate: new Date(now.getTime() + 6 * day),
      revoked: [],
      ...changes,
    },
    issuer.keys.privateKey,
  );
}

/** H(origin) ‖ H(nonce) as a card agent makes it. */
export function dataToSign(origin: string, nonce: string, hashName: string): Buffer {
  return Buffer.concat([hash(hashName, origin, 'buffer'), hash(hashName, nonce, 'buffer')]);
}

/** The text of a token; RS256 unless `signature` is given. */
export function makeToken(options: {
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
  readonly origin: string;
  readonly nonce: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}): string {
  const { certificate, privateKey, origin, nonce } = options;
  return JSON.stringify({
    unverifiedCertificate: certificate.toString('base64'),
    algorithm: 'RS256',
    signature: sign('sha256', dataToSign(origin, nonce, 'sha256'), privateKey).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'https://jianbao.invalid/jianbao-card-agent/1.0.0',
    ...options.fields,
  });
}

function describeKeys(privateKey: KeyObject): Keys {
  const publicKeyInfo = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return { privateKey, publicKeyInfo, keyId: hash('sha1', publicKeyInfo, 'buffer') };
}
