import fc from 'fast-check';
import { expect, it } from 'vitest';
import { localPath } from '../../src/web/index.js';

const gateway = 'https://hcd.example.gov.tw';

/** Where a browser would go that reads the text in a Location header (WHATWG URL). */
function hostOf(text: string): string {
  return URL.canParse(text, gateway) ? new URL(text, gateway).origin : 'nowhere';
}

const hostile = [
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\u0000//evil.example',
  ' //evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/a\r\nSet-Cookie: a=b',
  '/a\\..\\..\\evil',
  '/\u3000/evil.example',
  '/／evil.example',
  '',
  'submissions',
];

it.each(hostile)('no link leads to %j', (text) => {
  expect(localPath(text)).toBeUndefined();
});

it('what is no text leads nowhere', () => {
  for (const value of [undefined, null, 1, {}, ['/a'], ['//evil.example']])
    expect(localPath(value)).toBeUndefined();
});

it('whatever is let through stays on this gateway and in one line', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    ':',
    '@',
    '?',
    '#',
    '%2f',
    '%5c',
    '\t',
    '\r\n',
    'evil.example',
    'a',
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((some) => some.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const path = localPath(text);
      if (path === undefined) return;
      expect(hostOf(path)).toBe(gateway);
      expect(path).not.toMatch(/[\r\n]/);
    }),
    { numRuns: 2_000 },
  );
});

it('the ways that lead back to where somebody was are let through', () => {
  for (const path of ['/', '/submissions?page=2&sort=name', '/submissions/S1151122-7K3M9Q', '/a#b'])
    expect(localPath(path)).toBe(path);
});
