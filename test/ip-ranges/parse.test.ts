import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countAddresses,
  defaultWidths,
  formatOnForm,
  formatRange,
  type IpRange,
  parseRange,
  parseRanges,
  type RangeSettings,
} from '../../src/ip-ranges/index.js';
import { Problem } from '../../src/problems/index.js';

const settings: RangeSettings = { demoMode: false, widest: defaultWidths };

function codeOf(text: string, given = settings): string {
  try {
    parseRange(text, given);
    return 'taken';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

const key = (ipv4: string) =>
  `00000000000000000000ffff${Buffer.from(ipv4.split('.').map(Number)).toString('hex')}`;

describe('parseRange takes', () => {
  it.each([
    ['203.69.20.1-203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['203.69.20.1 – 203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['203.69.20.1 至 203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['203.69.20.1至203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['203.69.20.1 to 203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['203.69.20.1～203.69.20.8', '203.69.20.1-203.69.20.8'],
    ['  203.69.20.1\t203.69.20.8 ', '203.69.20.1-203.69.20.8'],
    ['２０３．６９．２０．１－２０３．６９．２０．８', '203.69.20.1-203.69.20.8'],
    ['203。69。20。1', '203.69.20.1'],
    ['203.69.20.1', '203.69.20.1'],
    ['203.69.20.0/29', '203.69.20.0-203.69.20.7'],
    ['203.69.20.1/32', '203.69.20.1'],
    ['2404:6800::1', '2404:6800::1'],
    ['2404:6800:4008::/64', '2404:6800:4008::-2404:6800:4008:0:ffff:ffff:ffff:ffff'],
    ['2404:6800::0001 - 2404:6800:0:0::00ff', '2404:6800::1-2404:6800::ff'],
    ['2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11', '2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11'],
    ['1.1.1.1@2.2.2.2 1.1.1.1@2.2.2.4', '1.1.1.1@2.2.2.2 至 1.1.1.1@2.2.2.4'],
    ['1.1.1.1＠2.2.2.2', '1.1.1.1@2.2.2.2 至 1.1.1.1@2.2.2.2'],
    // What a hospital's proxy forwards are the addresses inside, as many as it likes: they only narrow.
    ['10.0.0.0@2.2.2.2 至 10.255.255.255@2.2.2.2', '10.0.0.0@2.2.2.2 至 10.255.255.255@2.2.2.2'],
    ['172.16.8.1@2.2.2.2', '172.16.8.1@2.2.2.2 至 172.16.8.1@2.2.2.2'],
    ['192.168.1.5@2.2.2.2 至 192.168.1.9@2.2.2.2', '192.168.1.5@2.2.2.2 至 192.168.1.9@2.2.2.2'],
    ['100.64.0.1@2.2.2.2', '100.64.0.1@2.2.2.2 至 100.64.0.1@2.2.2.2'],
    ['fd00::5@2404:6800::1', 'fd00::5@2404:6800::1 至 fd00::5@2404:6800::1'],
  ])('%s', (text, shown) => {
    expect(formatRange(parseRange(text, settings))).toBe(shown);
  });

  it('the form’s notation as what comes from outside and what is forwarded', () => {
    expect(parseRange('2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11', settings)).toEqual({
      external: { start: key('123.12.23.11'), end: key('123.12.23.11') },
      forwarded: { start: key('2.2.2.25'), end: key('2.2.2.28') },
    });
  });

  it('a /20 and not an address more, unless a reviewer confirms it', () => {
    expect(countAddresses(parseRange('203.64.16.0/20', settings).external)).toBe(4096n);
    expect(codeOf('203.64.16.0-203.64.32.0')).toBe('ERR_RANGE_TOO_WIDE');
    expect(codeOf('203.64.0.0/16', { ...settings, widest: 'confirmed-by-reviewer' })).toBe('taken');
    expect(codeOf('2404:6800:4008::/56')).toBe('taken');
    expect(codeOf('2404:6800:4008::/55')).toBe('ERR_RANGE_TOO_WIDE');
  });

  it('loopback addresses in demo mode only', () => {
    expect(codeOf('127.0.0.1', { ...settings, demoMode: true })).toBe('taken');
    expect(codeOf('::1', { ...settings, demoMode: true })).toBe('taken');
    expect(codeOf('127.0.0.1')).toBe('ERR_RANGE_LOOPBACK');
    expect(codeOf('192.168.1.1', { ...settings, demoMode: true })).toBe('ERR_RANGE_PRIVATE');
  });
});

describe('parseRange refuses', () => {
  it.each([
    ['', 'ERR_RANGE_MISSING'],
    ['   ', 'ERR_RANGE_MISSING'],
    ['our network', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.256', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.1.1', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.1-', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.1-203.69.20.2-203.69.20.3', 'ERR_RANGE_UNREADABLE'],
    ['1.1.1.1@2.2.2.2@3.3.3.3', 'ERR_RANGE_UNREADABLE'],
    ['1.1.1.1@2.2.2.0/29', 'ERR_RANGE_UNREADABLE'],
    ['203.69.20.0/29-203.69.20.9', 'ERR_RANGE_UNREADABLE'],
    ['[2404:6800::1]:443', 'ERR_RANGE_UNREADABLE'],
    ['2404:6800::1%eth0', 'ERR_RANGE_UNREADABLE'],
    ['1'.repeat(500), 'ERR_RANGE_UNREADABLE'],
    ['010.1.1.1', 'ERR_RANGE_OCTAL'],
    ['010.1', 'ERR_RANGE_OCTAL'],
    ['203.069.20.1', 'ERR_RANGE_OCTAL'],
    ['0xcb451401', 'ERR_RANGE_OCTAL'],
    ['203.0x45.20.1', 'ERR_RANGE_OCTAL'],
    ['1.1', 'ERR_RANGE_SHORT'],
    ['3410302977', 'ERR_RANGE_SHORT'],
    ['203.69.20', 'ERR_RANGE_SHORT'],
    ['::ffff:203.69.20.1', 'ERR_RANGE_MAPPED'],
    ['::ffff:10.0.0.1', 'ERR_RANGE_MAPPED'],
    ['::ffff:cb45:1401', 'ERR_RANGE_MAPPED'],
    ['203.69.20.0/33', 'ERR_RANGE_PREFIX'],
    ['203.69.20.0/', 'ERR_RANGE_PREFIX'],
    ['203.69.20.0/029', 'ERR_RANGE_PREFIX'],
    ['2404:6800::/129', 'ERR_RANGE_PREFIX'],
    ['203.69.20.1/29', 'ERR_RANGE_NOT_NETWORK'],
    ['203.69.20.1-2404:6800::1', 'ERR_RANGE_FAMILIES'],
    ['203.69.20.8-203.69.20.1', 'ERR_RANGE_ORDER'],
    ['2.2.2.28@123.12.23.11 至 2.2.2.25@123.12.23.11', 'ERR_RANGE_ORDER'],
    ['2.2.2.25@123.12.23.11 至 123.12.23.11', 'ERR_RANGE_HALF_FORWARDED'],
    ['10.0.0.1', 'ERR_RANGE_PRIVATE'],
    ['123.12.23.11@10.0.0.5', 'ERR_RANGE_PRIVATE'],
    ['127.0.0.1@123.12.23.11', 'ERR_RANGE_FORWARDED_KIND'],
    ['169.254.0.9@123.12.23.11', 'ERR_RANGE_FORWARDED_KIND'],
    ['224.0.0.1@123.12.23.11', 'ERR_RANGE_FORWARDED_KIND'],
    ['203.0.113.9@123.12.23.11', 'ERR_RANGE_FORWARDED_KIND'],
    ['0.0.0.0@123.12.23.11 至 255.255.255.255@123.12.23.11', 'ERR_RANGE_FORWARDED_KIND'],
    ['10.0.0.9@123.12.23.11 至 10.0.0.5@123.12.23.11', 'ERR_RANGE_ORDER'],
    ['172.31.255.255', 'ERR_RANGE_PRIVATE'],
    ['192.168.0.0/24', 'ERR_RANGE_PRIVATE'],
    ['9.255.255.250-10.0.0.2', 'ERR_RANGE_PRIVATE'],
    ['fd00::1', 'ERR_RANGE_PRIVATE'],
    ['127.0.0.1', 'ERR_RANGE_LOOPBACK'],
    ['::1', 'ERR_RANGE_LOOPBACK'],
    ['169.254.1.1', 'ERR_RANGE_LINK_LOCAL'],
    ['fe80::1', 'ERR_RANGE_LINK_LOCAL'],
    ['100.64.0.1', 'ERR_RANGE_CGNAT'],
    ['203.0.113.9', 'ERR_RANGE_DOCUMENTATION'],
    ['192.0.1.250-192.0.3.5', 'ERR_RANGE_DOCUMENTATION'],
    ['2001:db8::1', 'ERR_RANGE_DOCUMENTATION'],
    ['224.0.0.1', 'ERR_RANGE_MULTICAST'],
    ['ff02::1', 'ERR_RANGE_MULTICAST'],
    ['0.0.0.0', 'ERR_RANGE_RESERVED'],
    ['0.0.0.0/0', 'ERR_RANGE_PRIVATE'],
    ['255.255.255.255', 'ERR_RANGE_RESERVED'],
    ['240.0.0.1', 'ERR_RANGE_RESERVED'],
    ['198.18.0.1', 'ERR_RANGE_RESERVED'],
    ['::', 'ERR_RANGE_RESERVED'],
    ['::203.69.20.1', 'ERR_RANGE_RESERVED'],
    ['64:ff9b::cb45:1401', 'ERR_RANGE_RESERVED'],
    ['2002:cb45:1401::1', 'ERR_RANGE_RESERVED'],
    ['2001::1', 'ERR_RANGE_RESERVED'],
    ['fec0::1', 'ERR_RANGE_RESERVED'],
  ])('%s with %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

describe('parseRange, for any input,', () => {
  const wide: RangeSettings = { demoMode: false, widest: 'confirmed-by-reviewer' };

  it('gives a range or one of its own problems, and names what was typed', () => {
    const pieces = fc.constantFrom(
      '203.69.20.1',
      '1.1',
      '010.1.1.1',
      '::1',
      '2404:6800::',
      '@',
      '-',
      '至',
      '/',
      '29',
      ' ',
      '0x',
      '%',
      '。',
      '１',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          try {
            const { external } = parseRange(text, settings);
            expect(external.start <= external.end).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            expect((error as Problem).code).toMatch(/^ERR_RANGE_/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads back what formatRange and formatOnForm write', () => {
    const address = fc.oneof(
      fc
        .tuple(fc.integer({ min: 11, max: 90 }), fc.nat(255), fc.nat(255), fc.nat(255))
        .map((v4) => v4.join('.')),
      fc
        .tuple(
          fc.integer({ min: 0x2400, max: 0x2600 }),
          fc.array(fc.nat(0xffff), { minLength: 7, maxLength: 7 }),
        )
        .map(([first, rest]) => [first, ...rest].map((group) => group.toString(16)).join(':')),
    );
    fc.assert(
      fc.property(address, address, fc.option(address), (one, other, forwarded) => {
        const range = ordered(one, other, forwarded);
        fc.pre(range !== undefined);
        expect(parseRange(formatRange(range), wide)).toEqual(range);
        expect(parseRange(formatOnForm(range), wide)).toEqual(range);
      }),
    );

    function ordered(one: string, other: string, forwarded: string | null): IpRange | undefined {
      const prefix = forwarded === null ? '' : `${forwarded}@`;
      for (const [start, end] of [
        [one, other],
        [other, one],
      ]) {
        try {
          return parseRange(`${prefix}${start} - ${prefix}${end}`, wide);
        } catch {
          // The two are of different families, or in the other order.
        }
      }
      return undefined;
    }
  });

  it('counts as many addresses as BigInt arithmetic does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 32 }), fc.nat(0xffff), (length, block) => {
        const start = (203 * 2 ** 24 + block * 2 ** (32 - length)) % 2 ** 32;
        const text = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.');
        fc.pre(codeOf(`${text}/${length}`) === 'taken');
        expect(countAddresses(parseRange(`${text}/${length}`, settings).external)).toBe(
          2n ** BigInt(32 - length),
        );
      }),
    );
  });
});

describe('parseRanges', () => {
  it('leaves empty rows out and keeps repeated ones once', () => {
    const ranges = parseRanges('range', ['203.69.20.1', '', ' 203.69.20.1 ', '203.69.20.0/29'], settings);
    expect(ranges.map(formatRange)).toEqual(['203.69.20.1', '203.69.20.0-203.69.20.7']);
  });

  it('tells every row that needs mending at once', () => {
    const error = (() => {
      try {
        return parseRanges('range', ['10.0.0.1', '203.69.20.1', '1.1'], settings);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({
      code: 'ERR_FIELDS',
      fields: [
        { field: 'range-1', code: 'ERR_RANGE_PRIVATE', params: { text: '10.0.0.1' } },
        { field: 'range-3', code: 'ERR_RANGE_SHORT', params: { text: '1.1' } },
      ],
    });
  });
});
