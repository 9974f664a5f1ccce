import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChecksum } from '../../../src/reports/uploads/checksum.js';
import { cutIntoPieces } from '../../../src/reports/uploads/cut-into-pieces.js';
import { parseMetadata, writeMetadata } from '../../../src/reports/uploads/metadata.js';

describe('Upload-Metadata', () => {
  const name = fc.stringMatching(/^[!-+\--~]{1,20}$/).filter((text) => text !== '__proto__');

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' })), (values) => {
        expect(parseMetadata(writeMetadata(values))).toEqual(new Map(Object.entries(values)));
      }),
    );
  });

  it('is read or not read, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const values = parseMetadata(text);
        if (values !== undefined) expect([...values.keys()].every((key) => !/[ ,]/.test(key))).toBe(true);
      }),
    );
  });

  it.each([
    ['', []],
    ['kind Z2VuZXJhbA==', [['kind', 'general']]],
    [
      'kind Z2VuZXJhbA==, is_confidential',
      [
        ['kind', 'general'],
        ['is_confidential', ''],
      ],
    ],
    ['filename 5YGl5qqiLmNzdg==', [['filename', '健檢.csv']]],
  ])('reads %j', (header, values) => {
    expect([...(parseMetadata(header) ?? [])]).toEqual(values);
  });

  it.each([
    'kind Z2VuZXJhbA',
    'kind  Z2VuZXJhbA==',
    'kind Z2VuZXJhbA== x',
    'kind gA==',
    'kind YQ==,kind Yg==',
    ',',
    'kind YR==',
    '健檢 YQ==',
  ])('does not read %j', (header) => {
    expect(parseMetadata(header)).toBeUndefined();
  });
});

describe('Upload-Checksum', () => {
  it.each(['sha1', 'sha256'] as const)('comes back as it was written: %s', (algorithm) => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const digest = createHash(algorithm).update(bytes).digest();
        expect(parseChecksum(`${algorithm} ${digest.toString('base64')}`)).toEqual({ algorithm, digest });
      }),
    );
  });

  it('is read or not read, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `sha256 ${text}`),
        ),
        (text) => {
          expect(parseChecksum(text)?.digest.length ?? 32).toBe(32);
        },
      ),
    );
  });

  it.each(['md5 1B2M2Y8AsgTpgAmY7PhCfg==', 'sha256 AA==', 'sha256', 'sha1 ', 'toString AA=='])(
    'does not read %j',
    (header) => {
      expect(parseChecksum(header)).toBeUndefined();
    },
  );
});

describe('a stream cut into pieces', () => {
  it('is the same bytes, in pieces of the length asked for and a shorter last one', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 50 }), async (given, length) => {
        const pieces: Buffer[] = [];
        for await (const piece of cutIntoPieces(streamOf(given), length)) {
          const parts: Buffer[] = [];
          for await (const part of piece) parts.push(part);
          pieces.push(Buffer.concat(parts));
        }
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(given));
        expect(pieces.slice(0, -1).every((piece) => piece.length === length)).toBe(true);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= length)).toBe(true);
      }),
    );
  });
});

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
