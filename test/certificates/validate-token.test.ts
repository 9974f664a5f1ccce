import { sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TokenContext } from '../../src/certificates/token/check.js';
import { hashOrigin } from '../../src/certificates/token/signed-origin.js';
import { validateToken } from '../../src/certificates/token/validate-token.js';
import { nothing, objectIdentifier, sequence } from '../../src/demo/pki/der.js';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  certificatePolicies,
  extension,
  keyUsage,
  subjectDirectoryAttributes,
} from '../../src/demo/pki/extensions.js';
import { contextOf, nonce, origin, outcomeOf } from './support/context.js';
import {
  dataToSign,
  holder,
  makeAuthority,
  makeCard,
  makeEcKeys,
  makeSmallPki,
  makeToken,
  now,
  policies,
  type SmallPki,
} from './support/small-pki.js';

let pki: SmallPki;
let context: TokenContext;
let certificate: Buffer;
let good: string;

beforeAll(async () => {
  pki = makeSmallPki();
  context = await contextOf(pki);
  certificate = makeCard(pki.g3, pki.cardKeys);
  good = tokenOf(certificate);
});

function tokenOf(card: Buffer, fields: Readonly<Record<string, unknown>> = {}): string {
  return makeToken({ certificate: card, privateKey: pki.cardKeys.privateKey, origin, nonce, fields });
}

const outcomeOfCard = (card: Buffer, changes: Partial<TokenContext> = {}) =>
  outcomeOf({ text: tokenOf(card), at: now }, { ...context, ...changes });

describe('a good token', () => {
  it('tells whose card made it', async () => {
    expect(await validateToken({ text: good, nonce, at: now }, context)).toEqual({
      profile: 'citizen',
      name: holder.name,
      serialNumber: holder.serialNumber,
      idLast4: holder.idLast4,
      issuerKeyId: pki.g3.keys.keyId.toString('hex'),
      certificateFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is good again from what is remembered of the card, and a wrong signature is still refused', async () => {
    expect(await outcomeOf({ text: good, at: now }, context)).toBe('ok');
    const other = sign('sha256', dataToSign(origin, 'another', 'sha256'), pki.cardKeys.privateKey);
    const wrong = tokenOf(certificate, { signature: other.toString('base64') });
    expect(await outcomeOf({ text: wrong, at: now }, context)).toBe('ERR_CARD_SIGNATURE');
  });

  it('may come from a medical card, with ID digits or without', async () => {
    for (const idLast4 of [undefined, '0004']) {
      const attributes = subjectDirectoryAttributes({
        subjectType: 'medical',
        ...(idLast4 === undefined ? {} : { idLast4 }),
      });
      const card = makeCard(pki.g2, pki.cardKeys, { extensions: { attributes } });
      const identity = await validateToken({ text: tokenOf(card), nonce, at: now }, context);
      expect([identity.profile, identity.idLast4]).toEqual(['medical', idLast4]);
    }
  });
});

describe('1. size, JSON, format', () => {
  it.each([
    ['web-eid:1', 'ok'],
    ['web-eid:1.0', 'ok'],
    ['web-eid:1.17', 'ok'],
    ['web-eid:10.0', 'ERR_CARD_TOKEN_FORMAT'],
    ['web-eid:2', 'ERR_CARD_TOKEN_FORMAT'],
    ['web-eid:1.', 'ERR_CARD_TOKEN_FORMAT'],
    ['web-eid:1.0 ', 'ERR_CARD_TOKEN_FORMAT'],
    ['web-eid:1.0.0', 'ERR_CARD_TOKEN_FORMAT'],
    ['', 'ERR_CARD_TOKEN'],
    [1, 'ERR_CARD_TOKEN'],
  ])('format %j: %s', async (format, expected) => {
    expect(await outcomeOf({ text: tokenOf(certificate, { format }), at: now }, context)).toBe(expected);
  });

  it.each([
    ['99 characters', (text: string) => text.slice(0, 99)],
    [
      '10,001 characters',
      (text: string) => text.replace('}', `,"x":"${'x'.repeat(10_001 - text.length - 7)}"}`),
    ],
    ['a second object after it', (text: string) => `${text}{}`],
    ['a NUL after it', (text: string) => `${text}\0`],
    ['a byte order mark before it', (text: string) => `\ufeff${text}`],
    ['a key twice', (text: string) => text.replace('{', '{"format":"web-eid:1.0",')],
    ['a key twice, once escaped', (text: string) => text.replace('{', '{"form\\u0061t":"web-eid:1.0",')],
    ['an array around it', (text: string) => `[${text}]`],
    ['a comma at its end', (text: string) => text.replace('}', ',}')],
    [
      'a certificate that is an array',
      (text: string) => text.replace(/("unverifiedCertificate":)"[^"]*"/, '$1[1,2]'),
    ],
    ['a signature in base64url', (text: string) => text.replace(/("signature":)"[^"]*"/, '$1"_-8"')],
  ])('refuses %s', async (_, change) => {
    const text = change(good);
    expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_TOKEN');
  });

  it('takes a token of 10,000 characters and blanks around it', async () => {
    const room = 10_000 - good.length - ',"x":""'.length - 2;
    const text = ` ${good.replace('}', `,"x":"${'x'.repeat(room)}"}`)}\n`;
    expect(text.length).toBe(10_000);
    expect(await outcomeOf({ text, at: now }, context)).toBe('ok');
  });

  it.each(['NONE', 'none', 'HS256', 'RS1', 'rs256', 'EdDSA'])(
    'refuses the algorithm %s',
    async (algorithm) => {
      const text = tokenOf(certificate, { algorithm });
      expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_ALGORITHM');
    },
  );
});

describe('2. nonce', () => {
  it('looks the same when there was none, another one, or another origin', async () => {
    const elsewhere = { ...context, origin: hashOrigin('https://hcd.example.tw:8443') };
    expect(await outcomeOf({ text: good, nonce: undefined, at: now }, context)).toBe('ERR_CARD_SIGNATURE');
    expect(await outcomeOf({ text: good, nonce: `${nonce} `, at: now }, context)).toBe('ERR_CARD_SIGNATURE');
    expect(await outcomeOf({ text: good, at: now }, elsewhere)).toBe('ERR_CARD_SIGNATURE');
  });

  it('is hashed as its base64 text, not as the bytes', async () => {
    const data = Buffer.concat([
      dataToSign(origin, '', 'sha256').subarray(0, 32),
      dataToSign('', Buffer.from(nonce, 'base64').toString('latin1'), 'sha256').subarray(32),
    ]);
    const signature = sign('sha256', data, pki.cardKeys.privateKey).toString('base64');
    expect(await outcomeOf({ text: tokenOf(certificate, { signature }), at: now }, context)).toBe(
      'ERR_CARD_SIGNATURE',
    );
  });
});

describe('3. certificate', () => {
  it.each([
    ['no base64', 'This is not a certificate'],
    ['no DER', Buffer.from('no certificate at all').toString('base64')],
    ['base64 without padding', Buffer.from('30820101', 'hex').toString('base64').replace(/=+$/, '')],
  ])('refuses %s', async (_, unverifiedCertificate) => {
    const text = tokenOf(certificate, { unverifiedCertificate });
    expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_CERTIFICATE');
  });

  it('refuses bytes behind the certificate', async () => {
    expect(await outcomeOfCard(Buffer.concat([certificate, Buffer.of(0)]))).toBe('ERR_CARD_CERTIFICATE');
  });
});

describe('4. purpose', () => {
  const clientAuth = extension('2.5.29.37', 'not critical', sequence(objectIdentifier('1.3.6.1.5.5.7.3.2')));
  const emailOnly = extension('2.5.29.37', 'not critical', sequence(objectIdentifier('1.3.6.1.5.5.7.3.4')));
  const anyUsage = extension('2.5.29.37', 'not critical', sequence(objectIdentifier('2.5.29.37.0')));

  it.each([
    ['no KeyUsage', { usage: Buffer.alloc(0) }, 'ERR_CARD_PURPOSE'],
    ['only keyCertSign', { usage: keyUsage(['keyCertSign']) }, 'ERR_CARD_PURPOSE'],
    [
      'the encryption certificate',
      { usage: keyUsage(['keyEncipherment', 'dataEncipherment']) },
      'ERR_CARD_ENCRYPTION_CERTIFICATE',
    ],
    [
      'digitalSignature and keyEncipherment',
      { usage: keyUsage(['digitalSignature', 'keyEncipherment']) },
      'ok',
    ],
    ['no ExtendedKeyUsage', {}, 'ok'],
    ['ExtendedKeyUsage clientAuth', { extended: clientAuth }, 'ok'],
    ['ExtendedKeyUsage emailProtection only', { extended: emailOnly }, 'ERR_CARD_PURPOSE'],
    ['ExtendedKeyUsage anyExtendedKeyUsage only', { extended: anyUsage }, 'ERR_CARD_PURPOSE'],
    ['the certificate of an authority', { authority: authorityConstraints(0) }, 'ERR_CARD_PURPOSE'],
  ])('%s', async (_, extensions, expected) => {
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { extensions }))).toBe(expected);
  });
});

describe('5. policy and kind of card', () => {
  const withPolicies = (...list: string[]) =>
    makeCard(pki.g3, pki.cardKeys, { extensions: { policies: certificatePolicies(list) } });
  const withAttributes = (attributes: Buffer) =>
    makeCard(pki.g3, pki.cardKeys, { extensions: { attributes } });

  it('refuses a test card outside demo mode, and takes it in demo mode', async () => {
    expect(await outcomeOfCard(withPolicies(policies.test))).toBe('ERR_CARD_TEST_ASSURANCE');
    expect(await outcomeOfCard(withPolicies(policies.class3, policies.test))).toBe('ERR_CARD_TEST_ASSURANCE');
    expect(await outcomeOfCard(withPolicies(policies.test), { testCards: 'admitted' })).toBe('ok');
  });

  it('refuses missing, other and anyPolicy policies', async () => {
    const none = makeCard(pki.g3, pki.cardKeys, { extensions: { policies: Buffer.alloc(0) } });
    expect(await outcomeOfCard(none)).toBe('ERR_CARD_POLICY');
    expect(await outcomeOfCard(withPolicies('2.16.886.101.0.3.1'))).toBe('ERR_CARD_POLICY');
    expect(await outcomeOfCard(withPolicies('2.5.29.32.0'))).toBe('ERR_CARD_POLICY');
  });

  it('refuses a forbidden policy', async () => {
    expect(await outcomeOfCard(certificate, { forbiddenPolicies: [policies.class3] })).toBe(
      'ERR_CARD_POLICY',
    );
  });

  it.each([
    ['a business card', subjectDirectoryAttributes({ subjectType: 'company' }), 'ERR_CARD_BUSINESS'],
    [
      'a medical institution',
      subjectDirectoryAttributes({ subjectType: 'medical-institution' }),
      'ERR_CARD_INSTITUTION',
    ],
    ['a card without a subject type', Buffer.alloc(0), 'ERR_CARD_PROFILE'],
  ])('says which card it is: %s', async (_, attributes, expected) => {
    expect(await outcomeOfCard(withAttributes(attributes))).toBe(expected);
  });

  it('knows a business card without a subject type by its issuer', async () => {
    const issuer = makeAuthority({
      name: [
        ['C', 'TW'],
        ['OU', '工商憑證管理中心'],
      ],
      keys: pki.g3.keys,
      issuer: pki.root,
    });
    const card = makeCard(issuer, pki.cardKeys, { extensions: { attributes: Buffer.alloc(0) } });
    expect(await outcomeOfCard(card)).toBe('ERR_CARD_BUSINESS');
  });
});

describe('6. validity', () => {
  const from = new Date('2026-11-22T00:00:00.000Z');
  const until = new Date('2026-11-23T00:00:00.000Z');

  it.each([
    [new Date(from.getTime() - 1), 'ERR_CARD_NOT_YET_VALID'],
    [from, 'ok'],
    [until, 'ok'],
    [new Date(until.getTime() + 999), 'ok'],
    [new Date(until.getTime() + 1000), 'ERR_CARD_EXPIRED'],
  ])('at %s: %s', async (at, expected) => {
    const card = makeCard(pki.g3, pki.cardKeys, { plan: { notBefore: from, notAfter: until } });
    expect(await outcomeOf({ text: tokenOf(card), at }, context)).toBe(expected);
  });

  it('names the day as Taiwan counts it', async () => {
    const card = makeCard(pki.g3, pki.cardKeys, {
      plan: { notBefore: from, notAfter: new Date('2026-11-22T16:00:00Z') },
    });
    const late = validateToken({ text: tokenOf(card), nonce, at: new Date('2026-12-01T00:00:00Z') }, context);
    await expect(late).rejects.toMatchObject({ code: 'ERR_CARD_EXPIRED', params: { date: '2026-11-23' } });
  });

  it('refuses an issuer that is not on the trust list', async () => {
    const stranger = makeAuthority({ name: pki.g3.name, keys: pki.cardKeys });
    expect(await outcomeOfCard(makeCard(stranger, pki.cardKeys))).toBe('ERR_CARD_ISSUER_UNKNOWN');
  });

  it('refuses a forged certificate that names a trusted issuer', async () => {
    const forger = { name: pki.g3.name, keys: pki.cardKeys, certificate: pki.g3.certificate };
    const card = makeCard(forger, pki.cardKeys, {
      extensions: { issuerKey: authorityKeyIdentifier(pki.g3.keys.keyId) },
    });
    expect(await outcomeOfCard(card)).toBe('ERR_CARD_PATH');
  });

  it('refuses a critical extension it does not understand', async () => {
    const strange = extension('1.2.3.4', 'critical', nothing());
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { extensions: { strange } }))).toBe(
      'ERR_CARD_PATH',
    );
    const harmless = extension('1.2.3.4', 'not critical', nothing());
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { extensions: { harmless } }))).toBe('ok');
  });
});

describe('7. signature', () => {
  it('wants an algorithm that fits the key', async () => {
    const p256 = makeCard(pki.g3, makeEcKeys('P-256'));
    for (const algorithm of ['RS256', 'ES384', 'PS256']) {
      const text = tokenOf(p256, { algorithm });
      expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_ALGORITHM');
    }
    const text = tokenOf(certificate, { algorithm: 'ES256' });
    expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_ALGORITHM');
  });

  it('refuses a signature of another hash, another padding, another salt', async () => {
    const { privateKey } = pki.cardKeys;
    const data = dataToSign(origin, nonce, 'sha256');
    const other: [string, Buffer][] = [
      ['RS256', sign('sha384', data, privateKey)],
      ['PS256', sign('sha256', data, privateKey)],
      ['PS256', sign('sha256', data, { key: privateKey, padding: 6, saltLength: 20 })],
      ['RS256', Buffer.alloc(256)],
      ['RS256', Buffer.alloc(3)],
    ];
    for (const [algorithm, signature] of other) {
      const text = tokenOf(certificate, { algorithm, signature: signature.toString('base64') });
      expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_SIGNATURE');
    }
  });

  it('refuses keys that are too small', async () => {
    const card = makeCard(pki.g3, { ...pki.cardKeys, publicKeyInfo: smallPublicKeyInfo });
    expect(await outcomeOfCard(card)).toBe('ERR_CARD_CERTIFICATE');
  });
});

describe('9. identity', () => {
  it.each([
    [
      'a serial number of 15 digits',
      [
        ['C', 'TW'],
        ['CN', '陳怡君'],
        ['serialNumber', '000000011406300'],
      ],
    ],
    [
      'no name',
      [
        ['C', 'TW'],
        ['serialNumber', holder.serialNumber],
      ],
    ],
    [
      'a name with a control character',
      [
        ['C', 'TW'],
        ['CN', '陳\0君'],
        ['serialNumber', holder.serialNumber],
      ],
    ],
    [
      'another country',
      [
        ['C', 'EE'],
        ['CN', '陳怡君'],
        ['serialNumber', holder.serialNumber],
      ],
    ],
  ] as const)('refuses %s', async (_, subject) => {
    const card = makeCard(pki.g3, pki.cardKeys, { plan: { subject } });
    expect(await outcomeOfCard(card)).toBe('ERR_CARD_IDENTITY');
  });

  it('refuses a citizen card without ID digits', async () => {
    const attributes = subjectDirectoryAttributes({ subjectType: 'citizen' });
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { extensions: { attributes } }))).toBe(
      'ERR_CARD_IDENTITY',
    );
  });

  it('refuses a card of an authority that does not issue that profile', async () => {
    const { profiles } = context;
    const only = profiles.profiles.map((profile) => ({
      ...profile,
      issuerKeyIds: [pki.g2.keys.keyId.toString('hex')],
    }));
    expect(await outcomeOfCard(certificate, { profiles: { ...profiles, profiles: only } })).toBe(
      'ERR_CARD_PROFILE',
    );
  });
});

describe('the order of the steps', () => {
  it('lets the earlier step speak when several would refuse', async () => {
    const everything = makeCard(pki.g3, pki.cardKeys, {
      plan: { notAfter: new Date('2024-02-01T00:00:00Z') },
      extensions: { policies: certificatePolicies([policies.test]), usage: keyUsage(['dataEncipherment']) },
    });
    const text = tokenOf(everything, { signature: Buffer.alloc(256).toString('base64') });
    expect(await outcomeOf({ text: `${text}x`, nonce: undefined, at: now }, context)).toBe('ERR_CARD_TOKEN');
    expect(await outcomeOf({ text, nonce: undefined, at: now }, context)).toBe('ERR_CARD_SIGNATURE');
    expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_ENCRYPTION_CERTIFICATE');
    const signing = { usage: keyUsage(['digitalSignature']) };
    const plan = { notAfter: new Date('2024-02-01T00:00:00Z') };
    const testPolicy = { ...signing, policies: certificatePolicies([policies.test]) };
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { plan, extensions: testPolicy }))).toBe(
      'ERR_CARD_TEST_ASSURANCE',
    );
    expect(await outcomeOfCard(makeCard(pki.g3, pki.cardKeys, { plan, extensions: signing }))).toBe(
      'ERR_CARD_EXPIRED',
    );
  });
});

/** An RSA key of 1024 bits. */
const smallPublicKeyInfo = Buffer.from(
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqGKukO1De7zhZj6+H0qtjTkVxwTCpvKe4eCZ0FPqri0cb2JZfXJ/DgYSF6vUp' +
    'wmJG8wVQZKjeGcjDOL5UlsuusFncCzWBQ7RKNUSesmQRMSGkVb1/3j+skZ6UtW+5u09lHNsj6tQ51s1SPrCBkedbNf0Tp0GbMJDy' +
    'R4e9T04ZZwIDAQAB',
  'base64',
);
