import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultWidths, isAdmitted, parseRange } from '../../src/ip-ranges/index.js';

const real = { demoMode: false };
const demo = { demoMode: true };
const range = (text: string, demoMode = false) => parseRange(text, { demoMode, widest: defaultWidths });

describe('isAdmitted', () => {
  const ranges = [range('203.69.20.10-203.69.20.12'), range('2404:6800::/64')];

  it.each([
    ['203.69.20.9', false],
    ['203.69.20.10', true],
    ['203.69.20.12', true],
    ['203.69.20.13', false],
    ['::ffff:203.69.20.11', true],
    ['2404:6800::1', true],
    ['2404:6800:0:1::', false],
    ['::203.69.20.11', false],
    ['203.69.20.11, 1.1.1.1', false],
    ['203.069.20.11', false],
    ['unknown', false],
    ['', false],
  ])('answers %s with %s', (address, expected) => {
    expect(isAdmitted(ranges, address, undefined, real)).toBe(expected);
  });

  it('admits nobody to an account without ranges', () => {
    expect(isAdmitted([], '203.69.20.10', undefined, real)).toBe(false);
  });

  it.each([
    ['2.2.2.26', true],
    [' 2.2.2.28 ', true],
    ['2.2.2.29', false],
    ['123.12.23.11', false],
    [undefined, false],
    ['', false],
    ['unknown', false],
    ['2.2.2.26, 9.9.9.9', false],
    ['2.2.2.26:4711', false],
  ])('narrows to the forwarded address where one is asked: %s %s', (forwarded, expected) => {
    const narrowed = [range('2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11')];
    expect(isAdmitted(narrowed, '123.12.23.11', forwarded, real)).toBe(expected);
  });

  it('takes what is forwarded from inside an institution, and never admits more than the external range alone', () => {
    const narrowed = [range('10.1.0.0@123.12.23.11 至 10.1.255.255@123.12.23.12')];
    expect(isAdmitted(narrowed, '123.12.23.11', '10.1.2.3', real)).toBe(true);
    const inside = fc.constantFrom('10.1.2.3', '10.2.0.0', '192.168.1.1', '2.2.2.2', '');
    const outside = fc.constantFrom('123.12.23.10', '123.12.23.11', '123.12.23.12', '10.1.2.3', '2.2.2.2');
    fc.assert(
      fc.property(outside, fc.option(inside, { nil: undefined }), (address, forwarded) => {
        const alone = isAdmitted([range('123.12.23.11-123.12.23.12')], address, undefined, real);
        expect(isAdmitted(narrowed, address, forwarded, real)).toBe(alone && forwarded === '10.1.2.3');
      }),
    );
  });

  it('does not let a forwarded address replace the one the connection comes from', () => {
    expect(isAdmitted(ranges, '1.1.1.1', '203.69.20.10', real)).toBe(false);
  });

  it('ignores a stored loopback range outside demo mode', () => {
    const loopback = [range('127.0.0.1', true)];
    expect(isAdmitted(loopback, '127.0.0.1', undefined, demo)).toBe(true);
    expect(isAdmitted(loopback, '127.0.0.1', undefined, real)).toBe(false);
  });

  it('agrees with comparing four numbers, for any IPv4 address', () => {
    const inside = [range('203.69.20.0/22')];
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (third, fourth) => {
        expect(isAdmitted(inside, `203.69.${third}.${fourth}`, undefined, real)).toBe(
          third >= 20 && third <= 23,
        );
      }),
    );
  });
});
