import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { buildPath } from '../../src/certificates/path.js';
import type { Trust } from '../../src/certificates/trust.js';
import { VerifiedCertificates } from '../../src/certificates/verified-certificates.js';
import { boolean, explicit, integer, nothing, sequence } from '../../src/demo/pki/der.js';
import { authorityConstraints, extension, keyUsage } from '../../src/demo/pki/extensions.js';
import { codeOf } from './support/context.js';
import {
  type Keys,
  makeAuthority,
  makeCard,
  makeRsaKeys,
  makeSmallPki,
  now,
  rootName,
  type SmallPki,
  type TestAuthority,
  trustOf,
} from './support/small-pki.js';

let pki: SmallPki;
let spare: Keys;

beforeAll(() => {
  pki = makeSmallPki();
  spare = makeRsaKeys();
});

const usage = () => keyUsage(['keyCertSign', 'crlSign']);

function pathOf(card: Buffer, trust: Trust, at: Date = now) {
  return buildPath(parseCertificate(card), { trust, verified: new VerifiedCertificates(), at: at.getTime() });
}

const outcome = (issuer: TestAuthority, trust: Trust, at?: Date) =>
  codeOf(() => pathOf(makeCard(issuer, pki.cardKeys), trust, at));

/** An authority in place of G3, with its name and its keys. */
const insteadOfG3 = (changes: Partial<Parameters<typeof makeAuthority>[0]>) =>
  makeAuthority({ name: pki.g3.name, keys: pki.g3.keys, issuer: pki.root, ...changes });

describe('the path to an anchor', () => {
  it('picks the issuer by key identifier among generations of one name', () => {
    for (const generation of [pki.g2, pki.g3]) {
      const { authorities } = pathOf(makeCard(generation, pki.cardKeys), pki.trust);
      expect(authorities.map(({ keyId }) => keyId)).toEqual([
        generation.keys.keyId.toString('hex'),
        pki.root.keys.keyId.toString('hex'),
      ]);
    }
  });

  it('ends at an anchor that is not self-signed, when the operator trusts one so', async () => {
    expect(await outcome(pki.g3, trustOf([pki.g3], []))).toBe('ok');
  });

  it('needs an anchor: an authority alone is none', async () => {
    expect(await outcome(pki.g3, trustOf([], [pki.g3]))).toBe('ERR_CARD_ISSUER_UNKNOWN');
    expect(await outcome(pki.g3, trustOf([], []))).toBe('ERR_CARD_ISSUER_UNKNOWN');
  });

  it('never picks an issuer by name', async () => {
    const withoutKeyId = makeCard(pki.g3, pki.cardKeys, { extensions: { issuerKey: Buffer.alloc(0) } });
    expect(await codeOf(() => pathOf(withoutKeyId, pki.trust))).toBe('ERR_CARD_ISSUER_UNKNOWN');
  });

  it('still wants the names to chain', async () => {
    const renamed = insteadOfG3({ name: [['C', 'TW']] });
    expect(await codeOf(() => pathOf(makeCard(pki.g3, pki.cardKeys), trustOf([pki.root], [renamed])))).toBe(
      'ERR_CARD_PATH',
    );
  });

  it('tries every certificate of the issuer: an expired one beside its renewal does no harm', async () => {
    const expired = insteadOfG3({ notAfter: new Date('2021-01-01T00:00:00Z') });
    expect(await outcome(pki.g3, trustOf([pki.root], [expired, pki.g3]))).toBe('ok');
    expect(await outcome(pki.g3, trustOf([pki.root], [expired]))).toBe('ERR_CARD_ISSUER_EXPIRED');
  });

  it('wants every authority valid, the anchor too', async () => {
    const late = new Date('2041-01-01T00:00:00Z');
    expect(await outcome(pki.g3, pki.trust, late)).toBe('ERR_CARD_ISSUER_EXPIRED');
    const oldRoot = makeAuthority({
      name: rootName,
      keys: pki.root.keys,
      notAfter: new Date('2025-01-01T00:00:00Z'),
    });
    expect(await outcome(pki.g3, trustOf([oldRoot], [pki.g3]))).toBe('ERR_CARD_ISSUER_EXPIRED');
  });

  it.each([
    ['no basicConstraints', () => [usage()]],
    ['basicConstraints without the flag', () => [usage(), extension('2.5.29.19', 'critical', sequence())]],
    ['no keyCertSign', () => [authorityConstraints(0), keyUsage(['digitalSignature', 'crlSign'])]],
    [
      'name constraints, which are critical and not processed',
      () => [
        authorityConstraints(0),
        usage(),
        extension('2.5.29.30', 'critical', sequence(explicit(0, sequence()))),
      ],
    ],
  ])('refuses an authority with %s', async (_, extensions) => {
    expect(await outcome(pki.g3, trustOf([pki.root], [insteadOfG3({ extensions: extensions() })]))).toBe(
      'ERR_CARD_PATH',
    );
  });

  it('takes an authority without KeyUsage, and with critical policyConstraints', async () => {
    const policyConstraints = extension('2.5.29.36', 'critical', sequence(explicit(0, integer(0))));
    const constraints = extension('2.5.29.19', 'critical', sequence(boolean(true)));
    const extensions = [constraints, policyConstraints];
    expect(await outcome(pki.g3, trustOf([pki.root], [insteadOfG3({ extensions })]))).toBe('ok');
  });

  it('keeps the path length: self-issued authorities do not count, others do', async () => {
    const top = makeAuthority({ name: rootName, keys: pki.root.keys, pathLength: 0 });
    const middle = makeAuthority({ name: [['CN', 'Middle']], keys: spare, issuer: pki.root });
    const below = insteadOfG3({ issuer: middle });
    expect(await outcome(below, trustOf([pki.root], [middle, below]))).toBe('ok');
    expect(await outcome(below, trustOf([top], [middle, below]))).toBe('ERR_CARD_PATH');
    const renewed = makeAuthority({ name: rootName, keys: spare, issuer: pki.root });
    const underRenewed = insteadOfG3({ issuer: renewed });
    const one = makeAuthority({ name: rootName, keys: pki.root.keys, pathLength: 1 });
    expect(await outcome(underRenewed, trustOf([one], [renewed, underRenewed]))).toBe('ok');
  });

  it('ends in circles of cross certificates', async () => {
    const a = { name: [['CN', 'A']] as const, keys: pki.g2.keys };
    const b = { name: [['CN', 'B']] as const, keys: pki.g3.keys };
    const aByB = makeAuthority({ ...a, issuer: { ...b, certificate: Buffer.alloc(0) } });
    const bByA = makeAuthority({ ...b, issuer: { ...a, certificate: Buffer.alloc(0) } });
    expect(await outcome(aByB, trustOf([pki.root], [aByB, bByA]))).toBe('ERR_CARD_PATH');
  });

  it('refuses an authority that the anchor did not sign', async () => {
    const forged = makeAuthority({
      name: pki.g3.name,
      keys: pki.g3.keys,
      issuer: { ...pki.root, keys: { ...spare, keyId: pki.root.keys.keyId } },
    });
    expect(await outcome(pki.g3, trustOf([pki.root], [forged]))).toBe('ERR_CARD_PATH');
  });

  it('refuses an unknown critical extension of the card', async () => {
    const card = makeCard(pki.g3, pki.cardKeys, {
      extensions: { x: extension('1.2.3', 'critical', nothing()) },
    });
    expect(await codeOf(() => pathOf(card, pki.trust))).toBe('ERR_CARD_PATH');
  });
});

describe('what is remembered', () => {
  it('keeps the newest, up to its limit, and only what an authority signed', () => {
    const verified = new VerifiedCertificates(2);
    const issuer = parseCertificate(pki.g3.certificate);
    const cards = ['01', '02', '03'].map((serial) =>
      parseCertificate(makeCard(pki.g3, pki.cardKeys, { plan: { serial: Buffer.from(serial, 'hex') } })),
    );
    for (const card of cards) expect(verified.isSignedBy(card, issuer)).toBe(true);
    expect(cards.map(({ fingerprint }) => verified.find(fingerprint) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
    const stranger = parseCertificate(makeCard(pki.g2, pki.cardKeys));
    expect(verified.isSignedBy(stranger, issuer)).toBe(false);
    expect(verified.find(stranger.fingerprint)).toBeUndefined();
  });

  it('does not take the signature of one issuer for that of another', () => {
    const verified = new VerifiedCertificates();
    const card = parseCertificate(makeCard(pki.g3, pki.cardKeys));
    expect(verified.isSignedBy(card, parseCertificate(pki.g3.certificate))).toBe(true);
    expect(verified.isSignedBy(card, parseCertificate(pki.g2.certificate))).toBe(false);
  });
});
