import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, parseCertificate } from '../../src/certificates/certificate.js';
import { DerError, DerReader, tag } from '../../src/certificates/der.js';
import { dottedOf, namedBitsOf, timeOf } from '../../src/certificates/der-values.js';
import { importPublicKey } from '../../src/certificates/public-key-info.js';
import { isSignedWith } from '../../src/certificates/signature-algorithm.js';
import { objectIdentifier, octetString, sequence, time, utf8String } from '../../src/demo/pki/der.js';
import { authorityInfoAccess, crlDistributionPoint } from '../../src/demo/pki/extensions.js';
import { mutationRuns, mutations } from './support/mutations.js';
import { holder, makeCard, makeSmallPki, type SmallPki } from './support/small-pki.js';

let pki: SmallPki;
let der: Buffer;
let issuer: Certificate;

beforeAll(() => {
  pki = makeSmallPki();
  issuer = parseCertificate(pki.g3.certificate);
  der = makeCard(pki.g3, pki.cardKeys, {
    extensions: {
      points: crlDistributionPoint('http://crl.example.tw/g3.crl'),
      access: authorityInfoAccess({
        ocsp: 'http://ocsp.example.tw',
        caIssuers: 'http://aia.example.tw/g3.cer',
      }),
    },
  });
});

describe('a certificate', () => {
  it('is read as node:crypto reads it', () => {
    const ours = parseCertificate(der);
    const theirs = new X509Certificate(der);
    expect(ours.fingerprint).toBe(theirs.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(ours.serial.toString('hex')).toBe(theirs.serialNumber.toLowerCase());
    expect(new Date(ours.notBefore)).toEqual(new Date(theirs.validFrom));
    expect(new Date(ours.notAfter)).toEqual(new Date(theirs.validTo));
    expect(importPublicKey(ours.publicKeyInfo).export({ type: 'spki', format: 'der' })).toEqual(
      theirs.publicKey.export({ type: 'spki', format: 'der' }),
    );
    expect(ours.subject.attributes.map(({ value }) => value)).toEqual([
      'TW',
      holder.name,
      holder.serialNumber,
    ]);
    expect(theirs.subject.split('\n')).toEqual([
      'C=TW',
      `CN=${holder.name}`,
      `serialNumber=${holder.serialNumber}`,
    ]);
  });

  it('gives its extensions', () => {
    const {
      keyUsage,
      policies,
      crlAddresses,
      ocspAddresses,
      issuerAddresses,
      directoryAttributes,
      authorityKeyId,
    } = parseCertificate(der);
    expect({ keyUsage, policies, crlAddresses, ocspAddresses, issuerAddresses, directoryAttributes }).toEqual(
      {
        keyUsage: new Set(['digitalSignature']),
        policies: ['2.16.886.101.0.3.3'],
        crlAddresses: ['http://crl.example.tw/g3.crl'],
        ocspAddresses: ['http://ocsp.example.tw'],
        issuerAddresses: ['http://aia.example.tw/g3.cer'],
        directoryAttributes: new Map([
          ['2.16.886.1.100.2.1', ['2.16.886.1.100.3.1.1']],
          ['2.16.886.1.100.2.51', [holder.idLast4]],
        ]),
      },
    );
    expect(authorityKeyId).toBe(pki.g3.keys.keyId.toString('hex'));
  });

  it('is verified with the key of its issuer', () => {
    const { signatureAlgorithm, tbs, signature } = parseCertificate(der);
    const verify = (keyOf: Certificate) =>
      isSignedWith(importPublicKey(keyOf.publicKeyInfo), signatureAlgorithm, tbs, signature);
    expect(verify(issuer)).toBe(true);
    expect(verify(parseCertificate(pki.g2.certificate))).toBe(false);
  });
});

describe('BER that real cards contain and OpenSSL reads', () => {
  it('lengths with more bytes than needed', () => {
    const content = new DerReader(der).enter(tag.sequence);
    const parts = [
      content.nextOfAnyTag().element,
      content.nextOfAnyTag().element,
      content.nextOfAnyTag().element,
    ];
    const body = Buffer.concat(parts);
    const long = Buffer.concat([Buffer.from('3084', 'hex'), size(body.length, 4), body]);
    expect(new X509Certificate(long).validTo).toBe(new X509Certificate(der).validTo);
    expect(parseCertificate(long).notAfter).toBe(parseCertificate(der).notAfter);
  });

  it('an indefinite length', () => {
    const content = new DerReader(der).next(tag.sequence).content;
    const indefinite = Buffer.concat([Buffer.from('3080', 'hex'), content, Buffer.alloc(2)]);
    expect(new X509Certificate(indefinite).validTo).toBe(new X509Certificate(der).validTo);
    expect(parseCertificate(indefinite).notAfter).toBe(parseCertificate(der).notAfter);
  });

  it('a TRUE of 01, a FALSE that is the default, zero bits at the end of named bits', () => {
    const notAuthority = sequence(
      objectIdentifier('2.5.29.19'),
      octetString(sequence(Buffer.from('010100', 'hex'))),
    );
    const quirky = makeCard(pki.g3, pki.cardKeys, {
      extensions: { usage: usageWithTrailingZeros, notAuthority },
    });
    expect(new X509Certificate(quirky).ca).toBe(false);
    const read = parseCertificate(quirky);
    expect(read.keyUsage).toEqual(new Set(['digitalSignature']));
    expect(read.basicConstraints).toEqual({ isAuthority: false, pathLength: undefined });
  });
});

describe('what is no certificate', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an empty sequence', sequence()],
    ['text', utf8String('certificate')],
    ['a length beyond the end', Buffer.from('30820400', 'hex')],
    ['an indefinite length that never ends', Buffer.from('308030803080', 'hex')],
    ['ten thousand levels', Buffer.alloc(20_000, Buffer.from('3080', 'hex'))],
    ['a tag number above 30', Buffer.from('3f810100', 'hex')],
    ['70,000 bytes', sequence(octetString(Buffer.alloc(70_000)))],
  ])('%s is refused with our own error', (_, bytes) => {
    expect(() => parseCertificate(bytes)).toThrow(DerError);
  });

  it('an extension twice', () => {
    const again = crlDistributionPoint('http://crl.example.tw/2.crl');
    const twice = makeCard(pki.g3, pki.cardKeys, { extensions: { again, more: again } });
    expect(() => parseCertificate(twice)).toThrow('the extension 2.5.29.31 twice');
  });

  it('mutated certificates throw nothing but our own error, and never keep their signature', () => {
    const original = parseCertificate(der);
    fc.assert(
      fc.property(mutations(der), (mutated) => {
        let read: Certificate;
        try {
          read = parseCertificate(mutated);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
          return;
        }
        const { signatureAlgorithm, tbs, signature } = read;
        const isSigned = isSignedWith(
          importPublicKey(issuer.publicKeyInfo),
          signatureAlgorithm,
          tbs,
          signature,
        );
        expect(isSigned).toBe(tbs.equals(original.tbs) && signature.equals(original.signature));
      }),
      { numRuns: mutationRuns },
    );
  });

  it('random bytes throw nothing but our own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => parseCertificate(Buffer.concat([Buffer.from('3080', 'hex'), bytes]))).toThrow(DerError);
      }),
      { numRuns: mutationRuns },
    );
  });
});

describe('values', () => {
  it('object identifiers are read back as they were written', () => {
    const arc = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 39 }),
        fc.array(arc),
        (one, two, rest) => {
          fc.pre(rest.length < 10);
          const dotted = [one, two, ...rest].join('.');
          expect(dottedOf(new DerReader(objectIdentifier(dotted)).next(tag.objectIdentifier).content)).toBe(
            dotted,
          );
        },
      ),
    );
  });

  it('times are read back as they were written, from 1950 on', () => {
    const moments = fc.date({
      min: new Date('1950-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const reader = new DerReader(time(moment)).nextOfAnyTag();
        const seconds = Math.floor(moment.getTime() / 1000) * 1000;
        expect(timeOf(reader.content, reader.tag === tag.utcTime ? 2 : 4)).toBe(seconds);
      }),
    );
  });

  it.each([
    '2611220400Z',
    '261122040000',
    '261122040000+0800',
    '260230040000Z',
    '261122240000Z',
    '261122046000Z',
    '2611220400 0Z',
  ])('the time %s is refused', (text) => {
    expect(() => timeOf(Buffer.from(text), 2)).toThrow(DerError);
  });

  it('named bits are numbered from the left', () => {
    expect(namedBitsOf(Buffer.from('0780', 'hex'))).toEqual([0]);
    expect(namedBitsOf(Buffer.from('03b8', 'hex'))).toEqual([0, 2, 3, 4]);
    expect(namedBitsOf(Buffer.from('070080', 'hex'))).toEqual([8]);
    expect(namedBitsOf(Buffer.from('00', 'hex'))).toEqual([]);
    expect(() => namedBitsOf(Buffer.from('0880', 'hex'))).toThrow(DerError);
  });
});

/** KeyUsage with a critical TRUE of 01 and the unused bits of a whole byte written out. */
const usageWithTrailingZeros = sequence(
  objectIdentifier('2.5.29.15'),
  Buffer.from('010101', 'hex'),
  octetString(Buffer.from('03020080', 'hex')),
);

function size(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
