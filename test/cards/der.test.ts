import fc from 'fast-check';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import * as der from '../../src/demo/pki/der.js';

/** What another library reads from it. */
function read(encoding: Buffer): forge.asn1.Asn1 {
  return forge.asn1.fromDer(encoding.toString('latin1'));
}

describe('DER as another library reads it', () => {
  it('keeps the bytes of an OCTET STRING of any length', () => {
    const lengths = fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 255, 256, 65_535, 65_536));
    fc.assert(
      fc.property(lengths, (size) => {
        const bytes = Buffer.alloc(size, 0x5a);
        return Buffer.from(String(read(der.octetString(bytes)).value), 'latin1').equals(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps unsigned integers, in the shortest form', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 130n }), (number) => {
        const hex = number.toString(16);
        const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
        const encoding = der.unsignedInteger(Buffer.concat([Buffer.alloc(3), bytes]));
        const value = Buffer.from(String(read(encoding).value), 'latin1').toString('hex');
        return (
          BigInt(`0x${value}`) === number && !/^00[0-7]./.test(value) && (value.length > 2 || number < 128n)
        );
      }),
    );
  });

  it('keeps object identifiers', () => {
    const arcs = fc.array(fc.nat(2 ** 28), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(2), fc.nat(39), arcs, (first, second, rest) => {
        const dotted = [first, second, ...rest].join('.');
        return forge.asn1.derToOid(String(read(der.objectIdentifier(dotted)).value)) === dotted;
      }),
    );
  });

  it('sorts a SET OF', () => {
    expect(der.setOf(der.integer(2), der.integer(1)).toString('hex')).toBe('3106020101020102');
  });

  it('writes times as RFC 5280 wants them: two digits of the year until 2049', () => {
    expect(der.time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1').slice(2)).toBe('491231235959Z');
    expect(der.time(new Date('2050-01-01T00:00:00.000Z')).toString('latin1').slice(2)).toBe(
      '20500101000000Z',
    );
  });

  it('leaves out the trailing zero bits of KeyUsage', () => {
    expect(der.namedBits([0]).toString('hex')).toBe('03020780');
    expect(der.namedBits([2, 3]).toString('hex')).toBe('03020430');
    expect(der.namedBits([5, 6]).toString('hex')).toBe('03020106');
  });

  it('has no PrintableString of Chinese', () => {
    expect(() => der.printableString('健報')).toThrow(TypeError);
  });
});
