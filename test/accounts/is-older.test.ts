import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOlder } from '../../src/browser/card/is-older.js';

it.each([
  ['0.9.9', '1.0.0', true],
  ['1.0.0', '1.0.0', false],
  ['1.0.1', '1.0.0', false],
  ['1.2.3', '1.10.0', true],
  ['1.10.0', '1.2.3', false],
  ['2.0.0', '1.9.9', false],
  ['1.0.0-beta.1', '1.0.0', false],
  ['', '1.0.0', true],
  ['1.0', '1.0.0', true],
  ['v1.0.0', '1.0.0', true],
  ['<b>', '1.0.0', true],
])('a card agent of version %s is older than %s: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});

it('puts versions in one order', () => {
  const part = fc.nat(12);
  const version = fc.tuple(part, part, part);
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [left, right] = [one.join('.'), other.join('.')];
      const difference =
        one.map((number, at) => number - (other[at] ?? 0)).find((number) => number !== 0) ?? 0;
      expect([isOlder(left, right), isOlder(right, left)]).toEqual([difference < 0, difference > 0]);
    }),
  );
});

it('takes any text', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof isOlder(text, '1.0.0') === 'boolean'));
});
