import { execFileSync } from 'node:child_process';
import { hash, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDocumentSignature } from '../../src/certificates/document-signature/verify-document-signature.js';
import { oid } from '../../src/certificates/oids.js';
import { CrlSource } from '../../src/certificates/revocation/crl-source.js';
import type { CardContext } from '../../src/certificates/token/check.js';
import { nothing, objectIdentifier, octetString, sequence, time } from '../../src/demo/pki/der.js';
import {
  certificatePolicies,
  extension,
  keyUsage,
  subjectKeyIdentifier,
} from '../../src/demo/pki/extensions.js';
import { codeOf, contextOf } from './support/context.js';
import {
  algorithm,
  attribute,
  type CmsParts,
  issuerAndSerial,
  issuerSerial,
  makeCms,
  signingCertificate,
} from './support/make-cms.js';
import { mutations } from './support/mutations.js';
import {
  type Keys,
  makeCard,
  makeEcKeys,
  makeRsaKeys,
  makeSmallPki,
  now,
  policies,
  type SmallPki,
} from './support/small-pki.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-cms-'));
const document = Buffer.from('身分證字號,姓名\r\nA123456789,陳怡君\r\n');
const other = Buffer.from('another document');
const digests = digestsOf(document);
let pki: SmallPki;
let context: CardContext;
let card: Buffer;
let strangerKeys: Keys;

beforeAll(async () => {
  pki = makeSmallPki();
  context = await contextOf(pki);
  card = makeCard(pki.g3, pki.cardKeys);
  strangerKeys = makeRsaKeys();
  writeFileSync(join(folder, 'document'), document);
});

afterAll(() => rmSync(folder, { recursive: true }));

function digestsOf(bytes: Buffer) {
  return {
    sha256: hash('sha256', bytes, 'buffer'),
    sha384: hash('sha384', bytes, 'buffer'),
    sha512: hash('sha512', bytes, 'buffer'),
  };
}

/** A good signature of the card, with what a test changes. */
function cms(changes: Partial<CmsParts> = {}): Buffer {
  return makeCms({
    certificate: card,
    privateKey: pki.cardKeys.privateKey,
    digest: digests.sha256,
    at: now,
    ...changes,
  });
}

function outcome(der: Buffer, changes: Partial<CardContext> = {}, at = now): Promise<string> {
  return codeOf(() => verifyDocumentSignature({ der, digests, at }, { ...context, ...changes }));
}

/** What `openssl cms -sign` makes of the document now. */
function opensslSign(certificate: Buffer, privateKey: KeyObject, ...options: readonly string[]): Buffer {
  writeFileSync(join(folder, 'card.pem'), new X509Certificate(certificate).toString());
  writeFileSync(join(folder, 'card.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const files = ['-in', 'document', '-signer', 'card.pem', '-inkey', 'card.key'];
  return execFileSync(
    'openssl',
    ['cms', '-sign', '-binary', '-cades', '-outform', 'DER', ...files, ...options],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** openssl signs at the real time, so the card is good around it. */
function cardOfToday(keys: Keys): Buffer {
  const day = 86_400_000;
  const plan = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  return makeCard(pki.g3, keys, { plan });
}

describe('a signature that openssl made', () => {
  const pss = ['-keyopt', 'rsa_padding_mode:pss'];
  it.each([
    ['RSA with SHA-256', 'rsa', ['-md', 'sha256']],
    ['RSA with SHA-384', 'rsa', ['-md', 'sha384']],
    ['RSA with SHA-512', 'rsa', ['-md', 'sha512']],
    ['PSS with SHA-256', 'rsa', ['-md', 'sha256', ...pss]],
    [
      'PSS with SHA-384 and a salt as long as the hash',
      'rsa',
      ['-md', 'sha384', ...pss, '-keyopt', 'rsa_pss_saltlen:48'],
    ],
    ['PSS with SHA-512', 'rsa', ['-md', 'sha512', ...pss]],
    ['ECDSA P-256 with SHA-256', 'P-256', ['-md', 'sha256']],
    ['ECDSA P-384 with SHA-384', 'P-384', ['-md', 'sha384']],
    ['ECDSA P-521 with SHA-512', 'P-521', ['-md', 'sha512']],
    ['without the capabilities of mail', 'rsa', ['-md', 'sha256', '-nosmimecap']],
  ] as const)('%s: is the holder’s', async (_, kind, options) => {
    const keys = kind === 'rsa' ? pki.cardKeys : makeEcKeys(kind);
    const certificate = cardOfToday(keys);
    const der = opensslSign(certificate, keys.privateKey, ...options);
    const found = await verifyDocumentSignature({ der, digests, at: new Date() }, context);
    expect(found.identity).toEqual({
      profile: 'citizen',
      name: '陳怡君',
      serialNumber: '0000000114063001',
      issuerKeyId: pki.g3.keys.keyId.toString('hex'),
      idLast4: '6789',
      certificateFingerprint: hash('sha256', certificate, 'hex'),
    });
    expect(Math.abs(found.signedAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('names its card by key identifier: is the holder’s', async () => {
    const plan = { notAfter: new Date(Date.now() + 86_400_000) };
    const extensions = { keyId: subjectKeyIdentifier(pki.cardKeys.keyId) };
    const certificate = makeCard(pki.g3, pki.cardKeys, { plan, extensions });
    const der = opensslSign(certificate, pki.cardKeys.privateKey, '-keyid');
    expect(await outcome(der, {}, new Date())).toBe('ok');
  });

  it.each([
    ['without the certificate', ['-nocerts'], 'ERR_SIGNATURE_FORM'],
    ['with the document inside', ['-nodetach'], 'ERR_SIGNATURE_FORM'],
    ['with SHA-1', ['-md', 'sha1'], 'ERR_SIGNATURE_ALGORITHM'],
    ['streamed, in BER', ['-stream', '-nodetach', '-indef'], 'ERR_SIGNATURE_FORM'],
  ] as const)('%s: %s', async (_, options, expected) => {
    const der = opensslSign(cardOfToday(pki.cardKeys), pki.cardKeys.privateKey, ...options);
    expect(await outcome(der, {}, new Date())).toBe(expected);
  });

  it('is refused for another document', async () => {
    const der = opensslSign(cardOfToday(pki.cardKeys), pki.cardKeys.privateKey);
    const at = new Date();
    const check = () => verifyDocumentSignature({ der, digests: digestsOf(other), at }, context);
    expect(await codeOf(check)).toBe('ERR_SIGNATURE_DOCUMENT');
  });
});

describe('a signature that we write', () => {
  it('is taken', async () => expect(await outcome(cms())).toBe('ok'));

  it('is what openssl verifies too', () => {
    writeFileSync(join(folder, 'ours.p7s'), cms());
    const authorities = [pki.root, pki.g3].map((one) => new X509Certificate(one.certificate).toString());
    writeFileSync(join(folder, 'authorities.pem'), authorities.join(''));
    const when = String(now.getTime() / 1000);
    const args = `cms -verify -binary -cades -inform DER -in ours.p7s -content document -out checked -CAfile authorities.pem -purpose any -attime ${when}`;
    execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'pipe' });
    expect(readFileSync(join(folder, 'checked'))).toEqual(document);
  });

  it.each<[string, () => Buffer]>([
    [
      'the issuer and serial number beside the hash',
      () => signedBy(signingCertificate(card, 'sha256', Buffer.alloc(0), issuerSerial(card))),
    ],
    ['its hash algorithm written out', () => signedBy(signingCertificate(card, 'sha256', algorithm.sha256))],
    ['SHA-384 over the certificate', () => signedBy(signingCertificate(card, 'sha384', algorithm.sha384))],
    [
      'sha256WithRSAEncryption instead of rsaEncryption',
      () => cms({ signatureAlgorithm: algorithm.sha256WithRsa }),
    ],
    [
      'an attribute that says more',
      () => cms({ furtherAttributes: [attribute('1.2.3.4', octetString(Buffer.of(1)))] }),
    ],
    ['the authority’s certificate beside its own', () => cms({ certificates: [pki.g3.certificate, card] })],
  ])('with %s: is taken', async (_, make) => expect(await outcome(make())).toBe('ok'));

  const form = 'ERR_SIGNATURE_FORM';
  const certificate = 'ERR_SIGNATURE_CERTIFICATE';
  const wrongAlgorithm = 'ERR_SIGNATURE_ALGORITHM';
  it.each<[string, string, () => Buffer]>([
    ['no bytes', form, () => Buffer.alloc(0)],
    ['more than 64 KiB', form, () => Buffer.concat([cms(), Buffer.alloc(65_536)])],
    ['trailing bytes', form, () => Buffer.concat([cms(), Buffer.of(0)])],
    ['PEM', form, () => Buffer.from('-----BEGIN CMS-----\n')],
    ['a certificate alone', form, () => card],
    ['no signer', form, () => cms({ signers: 0 })],
    ['two signers', form, () => cms({ signers: 2 })],
    ['the document inside', form, () => cms({ content: document })],
    ['unsigned attributes', form, () => cms({ unsignedAttributes: [attribute('1.2.3.4', nothing())] })],
    ['a list of revoked certificates', form, () => cms({ crls: [sequence()] })],
    ['another version', form, () => cms({ versions: [3, 1] })],
    ['a signer of another version', form, () => cms({ versions: [1, 3] })],
    ['no certificate', form, () => cms({ certificates: [] })],
    ['another certificate only', form, () => cms({ certificates: [pki.g2.certificate] })],
    [
      'a certificate of the same name and number instead',
      certificate,
      () => cms({ certificates: [makeCard(pki.g2, strangerKeys)] }),
    ],
    ['nine certificates', form, () => cms({ certificates: Array.from({ length: 9 }, () => card) })],
    ['an undecodable certificate', form, () => cms({ certificates: [card, sequence(nothing())] })],
    ['the name of another certificate', form, () => cms({ sid: issuerAndSerial(pki.g3.certificate) })],
    ['no content type', form, () => without(oid.contentType)],
    ['another content type', form, () => with_(oid.contentType, objectIdentifier('1.2.3.4'))],
    ['no message digest', form, () => without(oid.messageDigest)],
    ['no signing time', form, () => without(oid.signingTime)],
    ['an unreadable signing time', form, () => with_(oid.signingTime, octetString(Buffer.of(1)))],
    ['an attribute twice', form, () => cms({ furtherAttributes: [attribute(oid.signingTime, time(now))] })],
    [
      'an attribute with two values',
      form,
      () => cms({ furtherAttributes: [attribute('1.2.3.4', nothing(), octetString(Buffer.of(1)))] }),
    ],
    [
      'seventeen attributes',
      form,
      () =>
        cms({
          furtherAttributes: Array.from({ length: 13 }, (__, at) => attribute(`1.2.3.${at}`, nothing())),
        }),
    ],
    ['no signing-certificate-v2', certificate, () => without(oid.signingCertificateV2)],
    [
      'the hash of another certificate',
      certificate,
      () => signedBy(signingCertificate(makeCard(pki.g3, strangerKeys))),
    ],
    [
      'SHA-1 over the certificate',
      certificate,
      () => signedBy(signingCertificate(card, 'sha1', algorithm.sha1)),
    ],
    [
      'another serial number',
      certificate,
      () => signedBy(signingCertificate(card, 'sha256', Buffer.alloc(0), issuerSerial(card, Buffer.of(9)))),
    ],
    [
      'another issuer',
      certificate,
      () =>
        signedBy(
          signingCertificate(
            card,
            'sha256',
            Buffer.alloc(0),
            issuerSerial(card, undefined, pki.root.certificate),
          ),
        ),
    ],
    ['SHA-1 over the document', wrongAlgorithm, () => cms({ digestAlgorithm: algorithm.sha1 })],
    ['SHA-1 in the signature', wrongAlgorithm, () => cms({ signatureAlgorithm: algorithm.sha1WithRsa })],
    ['two different hashes', wrongAlgorithm, () => cms({ signatureAlgorithm: algorithm.sha384WithRsa })],
    [
      'the digest of another document',
      'ERR_SIGNATURE_DOCUMENT',
      () => cms({ digest: digestsOf(other).sha256 }),
    ],
    ['a digest cut short', 'ERR_SIGNATURE_DOCUMENT', () => cms({ digest: digests.sha256.subarray(1) })],
    ['another key', 'ERR_SIGNATURE_WRONG', () => cms({ privateKey: strangerKeys.privateKey })],
  ])('with %s: %s', async (_, expected, make) => {
    expect(await outcome(make())).toBe(expected);
  });

  it('says that only digests it was given can be taken', async () => {
    const der = opensslSign(cardOfToday(pki.cardKeys), pki.cardKeys.privateKey, '-md', 'sha384');
    const known = { sha256: digests.sha256 };
    const check = () => verifyDocumentSignature({ der, digests: known, at: new Date() }, context);
    expect(await codeOf(check)).toBe('ERR_SIGNATURE_ALGORITHM');
  });

  it.each([
    ['ten minutes old', -10 * 60, 'ok'],
    ['older than that', -10 * 60 - 1, 'ERR_SIGNATURE_TIME'],
    ['ten minutes ahead', 10 * 60, 'ok'],
    ['further ahead', 10 * 60 + 1, 'ERR_SIGNATURE_TIME'],
  ])('%s: %s', async (_, seconds, expected) => {
    expect(await outcome(cms({ at: new Date(now.getTime() + seconds * 1000) }))).toBe(expected);
  });
});

describe('the card that signed', () => {
  const extendedKeyUsage = (usage: string) =>
    extension(oid.extendedKeyUsage, 'not critical', sequence(objectIdentifier(usage)));
  const nonRepudiation = extension(oid.keyUsage, 'critical', Buffer.from('03020640', 'hex'));

  it.each<[string, string, () => Buffer]>([
    [
      'for nonRepudiation only',
      'ok',
      () => makeCard(pki.g3, pki.cardKeys, { extensions: { usage: nonRepudiation } }),
    ],
    [
      'for document signing',
      'ok',
      () =>
        makeCard(pki.g3, pki.cardKeys, { extensions: { extended: extendedKeyUsage(oid.documentSigning) } }),
    ],
    [
      'for encryption',
      'ERR_SIGNATURE_PURPOSE',
      () => makeCard(pki.g3, pki.cardKeys, { extensions: { usage: keyUsage(['keyEncipherment']) } }),
    ],
    [
      'for OCSP',
      'ERR_SIGNATURE_PURPOSE',
      () => makeCard(pki.g3, pki.cardKeys, { extensions: { extended: extendedKeyUsage(oid.ocspSigning) } }),
    ],
    [
      'of an authority',
      'ERR_SIGNATURE_PURPOSE',
      () =>
        makeCard(pki.g3, pki.cardKeys, {
          extensions: {
            constraints: extension(oid.basicConstraints, 'critical', Buffer.from('30030101ff', 'hex')),
          },
        }),
    ],
    [
      'without the policy',
      'ERR_CARD_POLICY',
      () => makeCard(pki.g3, pki.cardKeys, { extensions: { policies: certificatePolicies(['1.2.3']) } }),
    ],
    [
      'of the test assurance level',
      'ERR_CARD_TEST_ASSURANCE',
      () =>
        makeCard(pki.g3, pki.cardKeys, { extensions: { policies: certificatePolicies([policies.test]) } }),
    ],
    [
      'expired',
      'ERR_CARD_EXPIRED',
      () => makeCard(pki.g3, pki.cardKeys, { plan: { notAfter: new Date('2026-11-21T00:00:00Z') } }),
    ],
    ['of an unknown issuer', 'ERR_CARD_ISSUER_UNKNOWN', () => makeCard(makeSmallPki().g3, pki.cardKeys)],
    [
      'issued by somebody with the issuer’s name',
      'ERR_CARD_PATH',
      () =>
        makeCard({ ...pki.g3, keys: { ...pki.g3.keys, privateKey: strangerKeys.privateKey } }, pki.cardKeys),
    ],
    [
      'without a serial number of the form',
      'ERR_CARD_IDENTITY',
      () =>
        makeCard(pki.g3, pki.cardKeys, {
          plan: {
            subject: [
              ['C', 'TW'],
              ['CN', '陳怡君'],
              ['serialNumber', '12'],
            ],
          },
        }),
    ],
  ])('%s: %s', async (_, expected, make) => {
    expect(await outcome(cms({ certificate: make() }))).toBe(expected);
  });

  it('is refused while its status is not known', async () => {
    expect(await outcome(cms(), { revocation: new CrlSource(0) })).toBe('ERR_CARD_STATUS_UNAVAILABLE');
  });
});

describe('hostile bytes', () => {
  it('get an answer of ours, 20,000 times', { timeout: 120_000 }, async () => {
    const original = cms();
    const allowed = /^(?:ok|ERR_(?:SIGNATURE|CARD)_[A-Z_]+)$/;
    const property = fc.asyncProperty(mutations(original), async (mutated) => {
      const found = await outcome(mutated);
      expect(found).toMatch(allowed);
      // What is not signed over has one form only.
      if (found === 'ok') expect(mutated.equals(original)).toBe(true);
    });
    await fc.assert(property, { numRuns: 20_000 });
  });
});

function without(type: string): Buffer {
  return cms({ attributes: { [type]: Buffer.alloc(0) } });
}

function with_(type: string, value: Buffer): Buffer {
  return cms({ attributes: { [type]: value } });
}

function signedBy(value: Buffer): Buffer {
  return with_(oid.signingCertificateV2, value);
}
