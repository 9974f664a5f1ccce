import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCard } from '../../src/certificates/profiles.js';
import type { TokenContext } from '../../src/certificates/token/check.js';
import { hashOrigin } from '../../src/certificates/token/signed-origin.js';
import { createTrust, readCertificates } from '../../src/certificates/trust.js';
import { VerifiedCertificates } from '../../src/certificates/verified-certificates.js';
import { sequence, unsignedInteger } from '../../src/demo/pki/der.js';
import { outcomeOf } from './support/context.js';

const folder = fileURLToPath(new URL('../vectors/', import.meta.url));

interface Vector {
  readonly name: string;
  readonly token: string;
  readonly nonce: string;
  readonly origin: string;
  readonly date: string;
  readonly trusted_ca: readonly string[];
  readonly expected: string;
}

const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Vector);

describe('our token vectors', () => {
  it('have all nine algorithms', () => {
    const good = vectors
      .filter(({ expected }) => expected === 'ok')
      .map(({ token }) => fieldsOf(token).algorithm);
    expect([...new Set(good)].sort()).toEqual([
      'ES256',
      'ES384',
      'ES512',
      'PS256',
      'PS384',
      'PS512',
      'RS256',
      'RS384',
      'RS512',
    ]);
  });

  it.each(vectors.map((vector) => [vector.name, vector.expected, vector] as const))(
    '%s: %s',
    async (_, expected, vector) => {
      expect(
        await outcomeOf(
          { text: vector.token, nonce: vector.nonce, at: new Date(vector.date) },
          await contextOf(vector),
        ),
      ).toBe(expected);
    },
  );
});

describe('the openssl command line agrees on', () => {
  let scratch: string;

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'jianbao-vectors-'));
  });

  afterAll(() => rmSync(scratch, { recursive: true }));

  it.each(
    vectors.filter(({ expected }) => expected === 'ok').map((vector) => [vector.name, vector] as const),
  )('%s', (_, vector) => {
    const { algorithm, signature, unverifiedCertificate } = fieldsOf(vector.token);
    const hashName = `sha${algorithm.slice(2)}`;
    const certificate = write('card.der', Buffer.from(unverifiedCertificate, 'base64'));
    const key = openssl('x509', '-inform', 'DER', '-in', certificate, '-noout', '-pubkey');
    const data = Buffer.concat([
      hash(hashName, vector.origin, 'buffer'),
      hash(hashName, vector.nonce, 'buffer'),
    ]);
    const padding = algorithm.startsWith('PS')
      ? ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
      : [];
    const answer = openssl(
      ...['dgst', `-${hashName}`, '-verify', write('key.pem', Buffer.from(key)), ...padding],
      ...['-signature', write('signature', toDer(algorithm, Buffer.from(signature, 'base64')))],
      write('data', data),
    );
    expect(answer.trim()).toBe('Verified OK');
    const chain = openssl('verify', '-CAfile', join(folder, vector.trusted_ca[0] ?? ''), certificate);
    expect(chain.trim()).toBe(`${certificate}: OK`);
  });

  function write(name: string, content: Buffer): string {
    const file = join(scratch, name);
    writeFileSync(file, content);
    return file;
  }
});

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8' });
}

/** openssl wants ECDSA signatures in DER. */
function toDer(algorithm: string, signature: Buffer): Buffer {
  const half = { ES256: 32, ES384: 48, ES512: 66 }[algorithm];
  if (half === undefined || signature.length !== 2 * half) return signature;
  return sequence(unsignedInteger(signature.subarray(0, half)), unsignedInteger(signature.subarray(half)));
}

function fieldsOf(token: string): { algorithm: string; signature: string; unverifiedCertificate: string } {
  return JSON.parse(token) as ReturnType<typeof fieldsOf>;
}

async function contextOf(vector: Vector): Promise<TokenContext> {
  const certificates = await Promise.all(
    vector.trusted_ca.map((name) => readCertificates(join(folder, name))),
  );
  return {
    origin: hashOrigin(vector.origin),
    trust: createTrust(certificates.flat().map((certificate) => ({ certificate, isAnchor: true }))),
    verified: new VerifiedCertificates(),
    profiles: anyCard,
    testCards: 'refused',
    forbiddenPolicies: [],
    revocation: 'not-checked',
    onGraceUse: () => undefined,
  };
}
