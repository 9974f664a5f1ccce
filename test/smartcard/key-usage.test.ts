import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { purposeOf } from '../../smartcard/pkcs11/key-usage.js';
import { demoCards } from '../support/demo-cards.js';

let signature: Buffer;
let encryption: Buffer;
let authority: Buffer;

beforeAll(async () => {
  const { directory } = await demoCards();
  const read = (name: string) => new X509Certificate(readFileSync(join(directory, name))).raw;
  signature = read('cards/reporter/signature.crt');
  encryption = read('cards/reporter/encryption.crt');
  authority = read('anchors/moica-g3.crt');
});

describe('the purpose of a certificate', () => {
  it('is to sign when KeyUsage says digitalSignature', () => {
    expect(purposeOf(signature)).toEqual({ signs: true, commits: false, logsIn: true });
  });

  it('is to sign documents when KeyUsage says contentCommitment', () => {
    const keyUsage = (bits: string) => purposeOf(withExtension(`300b0603551d0f04040302${bits}`));
    expect(keyUsage('0640')).toEqual({ signs: false, commits: true, logsIn: true });
    expect(keyUsage('06c0')).toEqual({ signs: true, commits: true, logsIn: true });
  });

  it('is not to sign on an encryption certificate or an authority', () => {
    expect(purposeOf(encryption).signs).toBe(false);
    expect(purposeOf(authority).signs).toBe(false);
  });

  it('is not to log in when ExtendedKeyUsage leaves clientAuth out', () => {
    const extendedKeyUsage = (purpose: string) => `30130603551d25040c300a06082b060105050703${purpose}`;
    expect(purposeOf(withExtension(extendedKeyUsage('01'))).logsIn).toBe(false);
    expect(purposeOf(withExtension(extendedKeyUsage('02'))).logsIn).toBe(true);
  });

  it('is none where nothing can be read, and reading never throws', () => {
    const anyBytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(anyBytes, (bytes) => !purposeOf(bytes).signs || bytes.length > 0));
    const flips = fc.array(fc.tuple(fc.nat(signature.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(flips, fc.nat(signature.length), (changes, size) => {
        const bytes = Buffer.from(signature.subarray(0, size));
        for (const [at, value] of changes) if (at < size) bytes[at] = value;
        return typeof purposeOf(bytes).signs === 'boolean';
      }),
      { numRuns: 2000 },
    );
    expect(purposeOf(Buffer.alloc(0))).toEqual({ signs: false, commits: false, logsIn: true });
  });
});

/** The shell of a certificate around one extension. */
function withExtension(hex: string): Buffer {
  const wrap = (tag: number, content: Buffer) => Buffer.concat([Buffer.of(tag, content.length), content]);
  const extensions = wrap(0xa3, wrap(0x30, Buffer.from(hex, 'hex')));
  return wrap(0x30, wrap(0x30, extensions));
}
