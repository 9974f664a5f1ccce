import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import forge from 'node-forge';
import { beforeAll, describe, expect, it } from 'vitest';
import { issuerAndSerial } from '../../smartcard/cms/issuer-and-serial.js';
import { signedData } from '../../smartcard/cms/signed-data.js';
import { elementsOf } from '../../smartcard/der/read.js';
import * as der from '../../smartcard/der/write.js';
import { demoCards } from '../support/demo-cards.js';

let certificate: Buffer;

beforeAll(async () => {
  const { directory } = await demoCards();
  certificate = new X509Certificate(readFileSync(join(directory, 'cards/reporter/signature.crt'))).raw;
});

const readByForge = (encoding: Buffer) => forge.asn1.fromDer(encoding.toString('latin1'));

describe('DER', () => {
  it('is written so that another library reads the same', () => {
    const lengths = fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 255, 256, 65_535, 65_536));
    fc.assert(
      fc.property(lengths, (size) => {
        const bytes = Buffer.alloc(size, 0x5a);
        return Buffer.from(String(readByForge(der.octetString(bytes)).value), 'latin1').equals(bytes);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
        const value = Buffer.from(String(readByForge(der.unsignedInteger(bytes)).value), 'latin1').toString(
          'hex',
        );
        const isShortest = value.length === 2 || !/^00[0-7]/.test(value);
        return BigInt(`0x${value}`) === BigInt(`0x${Buffer.from(bytes).toString('hex')}`) && isShortest;
      }),
    );
  });

  it('is read as it was written, and never throws', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 });
    fc.assert(
      fc.property(parts, (contents) => {
        const written = Buffer.concat(contents.map((content) => der.octetString(content)));
        const read = elementsOf(written).map(({ content }) => content.toString('hex'));
        return (
          JSON.stringify(read) === JSON.stringify(contents.map((each) => Buffer.from(each).toString('hex')))
        );
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => elementsOf(Buffer.from(bytes)).length >= 0),
    );
  });
});

describe('issuer and serial number of a certificate', () => {
  it('are those that openssl names', () => {
    const { issuer, serialNumber } = issuerAndSerial(certificate);
    const x509 = new X509Certificate(certificate);
    expect(serialNumber.subarray(2).toString('hex').toUpperCase()).toBe(x509.serialNumber);
    expect(issuer.includes(Buffer.from('內政部憑證管理中心 (示範)'))).toBe(true);
  });

  it('of a damaged one are given, or it is said to be none', () => {
    const flips = fc.array(fc.tuple(fc.nat(certificate.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(flips, fc.nat(certificate.length), (changes, size) => {
        const bytes = Buffer.from(certificate.subarray(0, size));
        for (const [at, value] of changes) if (at < size) bytes[at] = value;
        try {
          return issuerAndSerial(bytes).issuer[0] === 0x30;
        } catch (cause) {
          return cause instanceof TypeError;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a CMS signature', () => {
  it('writes R and S of any value as DER integers', () => {
    const digest = { algorithm: 'SHA-256', value: new Uint8Array(32) } as const;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (signature) => {
        const content = {
          digest,
          certificate,
          signingTime: new Date(0),
          scheme: 'ecdsa',
          signature,
        } as const;
        const [contentInfo] = elementsOf(signedData(content));
        const body = elementsOf(elementsOf(elementsOf(contentInfo?.content)[1]?.content)[0]?.content);
        const signer = elementsOf(elementsOf(body.at(-1)?.content)[0]?.content);
        const [r, s] = elementsOf(elementsOf(signer.at(-1)?.content)[0]?.content);
        const number = (bytes: Uint8Array | undefined) =>
          BigInt(`0x${Buffer.from(bytes ?? []).toString('hex')}`);
        return (
          number(r?.content) === number(signature.subarray(0, 32)) &&
          number(s?.content) === number(signature.subarray(32))
        );
      }),
      { numRuns: 50 },
    );
  });
});
