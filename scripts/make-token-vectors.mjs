// Writes the token vectors of test/vectors/ anew, with new keys that are thrown away. Needs a build.
import { constants, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { issueCertificate } from '../dist/src/demo/pki/certificate.js';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from '../dist/src/demo/pki/extensions.js';

const folder = new URL('../test/vectors/', import.meta.url);
const origin = 'https://hcd.example.tw';
const authorityFile = 'test-authority.pem';
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2056-01-01T00:00:00Z') };
const authority = makeAuthority();

const rsa = makeCard('RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ecCards = {
  256: makeCard('P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  384: makeCard('P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  512: makeCard('P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' })),
};

const good = ['256', '384', '512'].flatMap((bits) => [
  vector(`es${bits}`, { algorithm: `ES${bits}`, card: ecCards[bits], key: { dsaEncoding: 'ieee-p1363' } }),
  vector(`es${bits}-der`, { algorithm: `ES${bits}`, card: ecCards[bits], key: { dsaEncoding: 'der' } }),
  vector(`ps${bits}`, { algorithm: `PS${bits}`, card: rsa, key: pss(Number(bits) / 8) }),
  vector(`rs${bits}`, { algorithm: `RS${bits}`, card: rsa }),
]);

const base = { algorithm: 'RS256', card: rsa };
const refused = [
  vector('format-10', { ...base, fields: { format: 'web-eid:10.0' }, expected: 'ERR_CARD_TOKEN_FORMAT' }),
  vector('key-twice', {
    ...base,
    change: (text) => text.replace('{', '{"format":"web-eid:1.0",'),
    expected: 'ERR_CARD_TOKEN',
  }),
  vector('bytes-after', { ...base, change: (text) => `${text}{}`, expected: 'ERR_CARD_TOKEN' }),
  vector('nonce-as-bytes', {
    ...base,
    hashNonce: (nonce) => Buffer.from(nonce, 'base64'),
    expected: 'ERR_CARD_SIGNATURE',
  }),
  vector('other-origin', { ...base, signedOrigin: `${origin}:8443`, expected: 'ERR_CARD_SIGNATURE' }),
  vector('ps256-salt-20', { algorithm: 'PS256', card: rsa, key: pss(20), expected: 'ERR_CARD_SIGNATURE' }),
  vector('es256-with-p384', {
    algorithm: 'ES256',
    card: ecCards[384],
    key: { dsaEncoding: 'ieee-p1363' },
    expected: 'ERR_CARD_ALGORITHM',
  }),
];

await mkdir(folder, { recursive: true });
await writeFile(new URL(authorityFile, folder), toPem(authority.certificate));
for (const each of [...good, ...refused]) {
  await writeFile(new URL(`${each.name}.json`, folder), `${JSON.stringify(each, null, 1)}\n`);
}

function vector(
  name,
  { algorithm, card, key = {}, fields = {}, change, hashNonce, signedOrigin, expected = 'ok' },
) {
  const hashName = `sha${algorithm.slice(2)}`;
  const nonce = randomBytes(32).toString('base64');
  const data = Buffer.concat([
    hash(hashName, signedOrigin ?? origin, 'buffer'),
    hash(hashName, hashNonce?.(nonce) ?? nonce, 'buffer'),
  ]);
  const text = JSON.stringify({
    unverifiedCertificate: card.certificate.toString('base64'),
    algorithm,
    signature: sign(hashName, data, { key: card.privateKey, ...key }).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'https://jianbao.invalid/test-vectors',
    ...fields,
  });
  return {
    name,
    token: change?.(text) ?? text,
    nonce,
    origin,
    date: '2026-11-22T00:00:00Z',
    trusted_ca: [authorityFile],
    revocation: 'disabled',
    expected,
  };
}

function pss(saltLength) {
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

function makeAuthority() {
  const keys = describe(generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const name = [
    ['C', 'TW'],
    ['CN', 'Jianbao Test Vectors'],
  ];
  const certificate = issueCertificate(
    {
      serial: randomBytes(16),
      issuer: name,
      subject: name,
      ...validity,
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        authorityConstraints(0),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(keys.keyId),
      ],
    },
    keys.privateKey,
  );
  return { ...keys, name, certificate };
}

function makeCard(kind, pair) {
  const keys = describe(pair);
  const certificate = issueCertificate(
    {
      serial: randomBytes(16),
      issuer: authority.name,
      subject: [
        ['C', 'TW'],
        ['CN', `測試卡 ${kind}`],
        ['serialNumber', '0000000000000001'],
      ],
      ...validity,
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [keyUsage(['digitalSignature']), authorityKeyIdentifier(authority.keyId)],
    },
    authority.privateKey,
  );
  return { ...keys, certificate };
}

function describe({ privateKey, publicKey }) {
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKeyInfo, keyId: hash('sha1', publicKeyInfo, 'buffer') };
}

function toPem(der) {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
