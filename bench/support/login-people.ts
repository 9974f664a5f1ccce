import { generateKeyPair, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issueCertificate } from '../../src/demo/pki/certificate.js';
import { issueCrl } from '../../src/demo/pki/crl.js';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  certificatePolicies,
  keyUsage,
  subjectDirectoryAttributes,
  subjectKeyIdentifier,
} from '../../src/demo/pki/extensions.js';
import type { DistinguishedName } from '../../src/demo/pki/names.js';

/** Somebody with an account and a card of their own. */
export interface BenchPerson {
  readonly userName: string;
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

export const benchPassword = 'Bench-Kvbzw-4711';
export const benchName = '測試人員';
export const benchIdLast4 = '6789';
/** The addresses that everybody's account admits. */
export const benchRange = '203.69.0.0/20';

const generate = promisify(generateKeyPair);
const day = 24 * 3_600_000;
const authority: DistinguishedName = [
  ['C', 'TW'],
  ['OU', 'Bench'],
];

/** Makes people with RSA-2048 cards under an RSA-4096 authority, and its folders `anchors/` and `crls/`. */
export async function makePeople(trustDirectory: string, count: number): Promise<readonly BenchPerson[]> {
  const now = new Date();
  const issuer = await makeKeys(4096);
  const certificate = issueCertificate(
    {
      serial: Buffer.of(1),
      issuer: authority,
      subject: authority,
      notBefore: new Date(now.getTime() - 365 * day),
      notAfter: new Date(now.getTime() + 3650 * day),
      publicKeyInfo: issuer.publicKeyInfo,
      extensions: [
        authorityConstraints(0),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(issuer.keyId),
      ],
    },
    issuer.privateKey,
  );
  const crl = issueCrl(
    {
      issuer: authority,
      issuerKeyId: issuer.keyId,
      number: 1,
      thisUpdate: new Date(now.getTime() - day / 2),
      nextUpdate: new Date(now.getTime() + day),
      revoked: [],
    },
    issuer.privateKey,
  );
  for (const [folder, file, der] of [
    ['anchors', 'bench.crt', certificate],
    ['crls', 'bench.crl', crl],
  ] as const) {
    await mkdir(join(trustDirectory, folder), { recursive: true });
    await writeFile(join(trustDirectory, folder, file), der);
  }
  const keys = await Promise.all(Array.from({ length: count }, () => makeKeys(2048)));
  return keys.map((cardKeys, at) => ({
    userName: userNameOf(at),
    privateKey: cardKeys.privateKey,
    certificate: makeCard(issuer, cardKeys, at, now),
  }));
}

/** The user name of person number `at`. */
export function userNameOf(at: number): string {
  return `bench${String(at).padStart(4, '0')}`;
}

/** The token a person's card gives for an origin and a nonce. */
export function signToken(person: BenchPerson, origin: string, nonce: string): string {
  const data = Buffer.concat([origin, nonce].map((part) => hash('sha256', part, 'buffer')));
  return JSON.stringify({
    unverifiedCertificate: person.certificate.toString('base64'),
    algorithm: 'RS256',
    signature: sign('sha256', data, person.privateKey).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'https://jianbao.invalid/jianbao-card-agent/1.0.0',
  });
}

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Buffer;
  readonly keyId: Buffer;
}

async function makeKeys(modulusLength: number): Promise<Keys> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength });
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKeyInfo, keyId: hash('sha1', publicKeyInfo, 'buffer') };
}

function makeCard(issuer: Keys, keys: Keys, at: number, now: Date): Buffer {
  return issueCertificate(
    {
      serial: Buffer.concat([Buffer.of(0x40), randomBytes(15)]),
      issuer: authority,
      subject: [
        ['C', 'TW'],
        ['CN', benchName],
        ['serialNumber', String(at).padStart(16, '0')],
      ],
      notBefore: new Date(now.getTime() - 100 * day),
      notAfter: new Date(now.getTime() + 1000 * day),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        keyUsage(['digitalSignature']),
        certificatePolicies(['2.16.886.101.0.3.3']),
        subjectDirectoryAttributes({ subjectType: 'citizen', idLast4: benchIdLast4 }),
        authorityKeyIdentifier(issuer.keyId),
      ],
    },
    issuer.privateKey,
  );
}
