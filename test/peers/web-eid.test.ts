import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/certificates/commands/token-verify.js';

/** Other people's vectors stay where they are; this is the folder beside the project. */
const folder = join(process.cwd(), '..', 'shared', 'vectors', 'web-eid');

interface Vector {
  readonly name: string;
  readonly token: string;
  readonly nonce: string;
  readonly origin: string;
  readonly date: string;
  readonly trusted_ca: readonly string[];
  readonly expected: string;
}

/** Exceptions of the reference validator, and our codes for the same. The first says more with us, so it has several. */
const codes: Readonly<Record<string, readonly string[]>> = {
  AuthTokenParseException: ['ERR_CARD_TOKEN', 'ERR_CARD_TOKEN_FORMAT', 'ERR_CARD_ALGORITHM'],
  AuthTokenSignatureValidationException: ['ERR_CARD_SIGNATURE'],
  CertificateDecodingException: ['ERR_CARD_CERTIFICATE'],
  CertificateExpiredException: ['ERR_CARD_EXPIRED'],
  CertificateNotTrustedException: ['ERR_CARD_ISSUER_UNKNOWN', 'ERR_CARD_PATH'],
  CertificateNotYetValidException: ['ERR_CARD_NOT_YET_VALID'],
  UserCertificateDisallowedPolicyException: ['ERR_CARD_POLICY'],
  UserCertificateMissingPurposeException: ['ERR_CARD_PURPOSE'],
  UserCertificateWrongPurposeException: ['ERR_CARD_PURPOSE'],
};

const vectors = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Vector)
  : [];

describe.skipIf(vectors.length === 0)(
  `Web eID's own vectors (in ${folder}; skipped where they are absent)`,
  () => {
    let scratch: string;

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'jianbao-web-eid-'));
    });

    afterAll(() => rm(scratch, { recursive: true }));

    it.each(vectors.map((vector) => [vector.name, vector.expected, vector] as const))(
      '%s: %s',
      async (_, expected, vector) => {
        const answer = await verify(vector, scratch);
        if (expected === 'ok') expect(answer).toMatchObject({ exit: 0, ok: true, profile: 'none' });
        else {
          expect(answer).toMatchObject({ exit: 1, ok: false });
          expect(codes[expected]).toContain(answer.code);
        }
      },
    );

    it('refuses a policy that is forbidden', async () => {
      const vector = vectors.find(({ name }) => name === 'ee-es384-valid');
      if (vector === undefined) throw new Error('ee-es384-valid is missing');
      // The Estonian ID card's own policy.
      const answer = await verify(vector, scratch, ['--forbid-policy', '1.3.6.1.4.1.51361.1.2.1']);
      expect(answer).toMatchObject({ exit: 1, code: 'ERR_CARD_POLICY' });
    });
  },
);

async function verify(
  vector: Vector,
  scratch: string,
  more: readonly string[] = [],
): Promise<{ exit: number; ok: boolean; code?: string; profile?: string }> {
  const token = join(scratch, `${vector.name}.json`);
  await writeFile(token, vector.token);
  let written = '';
  const exit = await run(
    [
      ...['--token', token, '--nonce', vector.nonce, '--origin', vector.origin],
      ...vector.trusted_ca.flatMap((name) => ['--ca', join(folder, name)]),
      ...['--at', vector.date, '--profile', 'none', '--no-revocation', '--json', ...more],
    ],
    {
      stdout: {
        write: (text) => {
          written += text;
        },
      },
      stderr: process.stderr,
    },
  );
  return { exit, ...(JSON.parse(written) as { ok: boolean; code?: string; profile?: string }) };
}
