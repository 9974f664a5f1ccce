import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TokenContext } from '../../src/certificates/token/check.js';
import { JsonError, type JsonValue, readJsonObject } from '../../src/certificates/token/strict-json.js';
import { readToken } from '../../src/certificates/token/token.js';
import { contextOf, nonce, origin, outcomeOf } from './support/context.js';
import { mutationRuns, mutations } from './support/mutations.js';
import { makeCard, makeSmallPki, makeToken, now, type SmallPki } from './support/small-pki.js';

describe('strict JSON', () => {
  it('reads what JSON.stringify writes, however it is indented', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(objects, fc.constantFrom('', ' ', '\t', '\n  '), (object, indent) => {
        expect(plain(readJsonObject(JSON.stringify(object, null, indent)))).toEqual(
          JSON.parse(JSON.stringify(object)),
        );
      }),
    );
  });

  it('takes nothing that JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.',
      'e',
      'true',
      'nul',
      '\\',
      ' ',
      '\u0001',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const text = `{${parts.join('')}`;
        const ours = attempt(() => plain(readJsonObject(text)));
        if (ours !== undefined) expect(ours).toEqual(JSON.parse(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice deep inside', '{"a":[{"b":1,"b":1}]}'],
    ['a key twice in another spelling', '{"a":1,"\\u0061":2}'],
    ['something after it', '{} {}'],
    ['a comment', '{}//'],
    ['nine levels', '{"a":[[[[[[[[[[]]]]]]]]]]}'],
    ['no object', '"text"'],
    ['a raw line feed in a string', '{"a":"\n"}'],
    ['a number with a leading zero', '{"a":01}'],
    ['NaN', '{"a":NaN}'],
    ['single quotes', "{'a':1}"],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => readJsonObject(text)).toThrow(JsonError);
  });

  it('keeps a stranger key such as __proto__ a key', () => {
    expect([...readJsonObject('{"__proto__":{"algorithm":"RS256"}}').keys()]).toEqual(['__proto__']);
  });
});

describe('the text of a token', () => {
  let pki: SmallPki;
  let context: TokenContext;
  let good: string;

  beforeAll(async () => {
    pki = makeSmallPki();
    context = await contextOf(pki);
    const certificate = makeCard(pki.g3, pki.cardKeys);
    good = makeToken({ certificate, privateKey: pki.cardKeys.privateKey, origin, nonce });
  });

  it('any text gets an answer of ours', () => {
    fc.assert(
      fc.asyncProperty(fc.string({ minLength: 90, maxLength: 300, unit: 'binary' }), async (text) => {
        expect(await outcomeOf({ text, at: now }, context)).toBe('ERR_CARD_TOKEN');
      }),
    );
  });

  it('a mutated token is refused by a code of ours, unless it still says the same', async () => {
    const original = readToken(good);
    await fc.assert(
      fc.asyncProperty(mutations(Buffer.from(good)), async (mutated) => {
        const text = mutated.toString('latin1');
        const outcome = await outcomeOf({ text, at: now }, context);
        if (outcome !== 'ok') {
          expect(outcome).toMatch(/^ERR_CARD_/);
          return;
        }
        // What is left is the version's minor number, the agent's version, and blanks.
        const { certificate, signature, algorithm } = readToken(text);
        expect({ certificate, signature, algorithm: algorithm.name }).toEqual({
          certificate: original.certificate,
          signature: original.signature,
          algorithm: original.algorithm.name,
        });
      }),
      { numRuns: mutationRuns },
    );
  });
});

function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError);
    return undefined;
  }
}
