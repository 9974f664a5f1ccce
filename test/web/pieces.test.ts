import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../src/describe-error.js';
import { Problem } from '../../src/problems/index.js';
import { createAddressReader } from '../../src/web/client-address.js';
import { localPath, readCookie } from '../../src/web/index.js';
import { setParagraphs } from '../../src/web/paragraphs.js';
import { makeReference } from '../../src/web/reference.js';

describe('a path to return to', () => {
  it.each(['/', '/submissions/12?page=2#row-3', '/a%20b'])('is taken when it is ours: %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    '',
    'submissions',
    '//evil.example',
    '/\\evil.example',
    '/\tevil',
    'https://evil.example/',
    '/a\r\nSet-Cookie: x',
    undefined,
  ])('is refused when it leads away: %j', (path) => {
    expect(localPath(path)).toBeUndefined();
  });

  it('never leaves this host as a browser reads it', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.webPath(),
      fc.string().map((text) => `/${text}`),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const path = localPath(text);
        return path === undefined || new URL(path, 'https://gateway.example').host === 'gateway.example';
      }),
    );
  });
});

describe('a cookie', () => {
  const carrying = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage;

  it('is found by its whole name, the first of two', () => {
    expect(readCookie(carrying('xlang=zh; lang=en; lang=de'), 'lang')).toBe('en');
    expect(readCookie(carrying('lang'), 'lang')).toBeUndefined();
    expect(readCookie({ headers: {} } as IncomingMessage, 'lang')).toBeUndefined();
  });
});

describe('a reference', () => {
  it('has two groups of four letters that do not look alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        expect(makeReference(() => Buffer.from(bytes))).toMatch(
          /^[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}$/,
        );
      }),
    );
  });
});

describe('the address of a client', () => {
  const from = (forwarded: string, proxies: readonly string[]) =>
    createAddressReader(proxies)({
      headers: { 'x-forwarded-for': forwarded },
      socket: { remoteAddress: '::ffff:10.0.0.1' },
    } as unknown as IncomingMessage);

  it('is never one that the client chose, whatever it writes', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(from(`${written}, 203.0.113.9`, ['10.0.0.0/8']).address).toBe('203.0.113.9');
      }),
    );
  });

  it('cannot be read from anything but an address', () => {
    const noAddress = fc.string().filter((text) => !/^[\d.:a-f\s]*$/i.test(text) && !text.includes(','));
    fc.assert(
      fc.property(noAddress, (written) => {
        expect(() => from(written, ['10.0.0.0/8'])).toThrow(Problem);
      }),
    );
  });

  it.each(['10.0.0.0/33', '10.0.0', 'uniquelocal', 'true', '1', '10.0.0.0/x', ''])(
    'trusts no proxy called “%s”',
    (range) => {
      expect(() => createAddressReader([range])).toThrow(TypeError);
    },
  );
});

describe('an error in the log', () => {
  it('keeps the words of our own mistakes, and of nobody else', () => {
    expect(describeError(new TypeError('no such key')).message).toBe('no such key');
    const driver = Object.assign(new Error("Duplicate entry 'A123456789'"), { code: 'ER_DUP_ENTRY' });
    const described = describeError(driver);
    expect([described.code, described.message]).toEqual(['ER_DUP_ENTRY', undefined]);
    expect(JSON.stringify(described)).not.toContain('A123456789');
    expect(describeError('text')).toEqual({
      name: 'string',
      code: undefined,
      message: undefined,
      frames: [],
    });
  });
});

describe('a longer text', () => {
  it('becomes paragraphs and lists', () => {
    expect(setParagraphs('one\n- a\n- b\ntwo')).toBe(
      '<p class="govuk-body">one</p><ul class="govuk-list govuk-list--bullet"><li>a</li><li>b</li></ul><p class="govuk-body">two</p>',
    );
  });
});
