import { execFileSync } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/keys/commands/init.js';
import { rewrapDataKeys } from '../../src/keys/data-keys/rewrap.js';
import {
  type CmsSigner,
  keyFiles,
  MasterKeyMismatchError,
  masterKeyOf,
  openCmsSigner,
  openKeys,
  openMasterKey,
  signDetached,
  TokenKeyError,
} from '../../src/keys/index.js';
import { parseTokenAddress } from '../../src/keys/pkcs11/parse-uri.js';
import { opener } from '../support/databases.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-token-'));
const modulePath = '/usr/lib/softhsm/libsofthsm2.so';
const pin = '4711-祕密';
const pinFile = join(directory, 'pin');
const files = keyFiles(join(directory, 'keys'));
const addressOf = (token: string, pins = pinFile) =>
  `pkcs11:token=${encodeURIComponent(token)}?module-path=${modulePath}&pin-source=file:${pins}`;
const sources = { clock: () => new Date('2026-11-22T01:00:00Z'), random: randomBytes };
let addresses: { master: string; receipt: string };

beforeAll(async () => {
  mkdirSync(join(directory, 'tokens'));
  const configuration = join(directory, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${join(directory, 'tokens')}\n`);
  process.env.SOFTHSM2_CONF = configuration;
  initToken('gateway keys');
  initToken('other');
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  const { code, out } = await init('keys', addressOf('gateway keys'));
  expect(code).toBe(0);
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(out)?.[1] ?? '';
  addresses = { master: setting('JIANBAO_MASTER_KEY'), receipt: setting('JIANBAO_RECEIPT_KEY') };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('jianbao keys init --token', () => {
  it('makes master key and receipt key there, and files for the rest', () => {
    expect(readdirSync(join(directory, 'keys')).sort()).toEqual([
      'checkpoint.key',
      'checkpoint.pub',
      'receipt.crt',
    ]);
    expect(addresses.master).toBe(addressOf('gateway keys').replace('?', ';object=jianbao-master?'));
    const certificate = new X509Certificate(readFileSync(files.receiptCertificate));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3_072);
  });

  it('replaces no key, and leaves no files behind then', async () => {
    const { code, err } = await init('second', addressOf('gateway keys'));
    expect([code, err]).toEqual([1, 'The token has a key "jianbao-master" already; it is not replaced.\n']);
    expect(readdirSync(join(directory, 'second'))).toEqual([]);
  });

  it('names a token that is not there', async () => {
    const { code, err } = await init('third', addressOf('nowhere'));
    expect([code, err]).toEqual([1, 'The PKCS#11 module has no token nowhere.\n']);
  });
});

describe('a master key on a token', () => {
  const open = opener('sqlite');
  const purposes = [{ name: 'records', use: 'seal' }] as const;

  it('wraps the data keys; another start opens them, and takes them over from a file', async () => {
    const { db } = await open();
    const inFile = masterKeyOf(randomBytes(32), randomBytes);
    const keys = await openKeys({ db, masterKey: inFile, ...sources, purposes });
    const sealed = keys.seal('records', Buffer.from('x'), 'c');
    const onToken = await openMasterKey(addresses.master, randomBytes);
    expect(await rewrapDataKeys(db, inFile, onToken)).toBe(1);
    const masterKey = await openMasterKey(addresses.master, randomBytes);
    const again = await openKeys({ db, masterKey, ...sources, purposes });
    expect(again.open('records', sealed, 'c').toString()).toBe('x');
    await expect(openKeys({ db, masterKey: inFile, ...sources, purposes })).rejects.toThrow(
      MasterKeyMismatchError,
    );
  });

  it('opens nothing for another context, with a bit changed or cut short', async () => {
    const masterKey = await openMasterKey(addresses.master, randomBytes);
    const wrapped = await masterKey.wrap(Buffer.alloc(32, 3), 'a');
    expect(await masterKey.unwrap(wrapped, 'a')).toEqual(Buffer.alloc(32, 3));
    await expect(masterKey.unwrap(wrapped, 'b')).rejects.toThrow();
    const altered = Buffer.from(wrapped);
    altered[20] = (altered[20] ?? 0) ^ 1;
    await expect(masterKey.unwrap(altered, 'a')).rejects.toThrow();
    await expect(masterKey.unwrap(wrapped.subarray(0, 30), 'a')).rejects.toThrow();
    // And none of it spoilt the session.
    expect(await masterKey.unwrap(wrapped, 'a')).toEqual(Buffer.alloc(32, 3));
  });

  it('is asked for by many at once, one after another', async () => {
    const masterKey = await openMasterKey(addresses.master, randomBytes);
    const wrapped = await Promise.all(
      Array.from({ length: 20 }, (_, n) => masterKey.wrap(Buffer.alloc(32, n), `key ${n}`)),
    );
    const opened = await Promise.all(wrapped.map((each, n) => masterKey.unwrap(each, `key ${n}`)));
    expect(opened).toEqual(Array.from({ length: 20 }, (_, n) => Buffer.alloc(32, n)));
  });

  it('is refused with a sentence that holds no PIN when the PIN is wrong, and is not tried again', async () => {
    const wrong = join(directory, 'wrong-pin');
    writeFileSync(wrong, '0000-wrong', { mode: 0o600 });
    const address = addressOf('other', wrong).replace('?', ';object=jianbao-master?');
    // Logged in through another session, a token asks for no PIN: this one was not used before.
    const attempt = () => openMasterKey(address, randomBytes).catch((error: unknown) => error);
    const [first, second] = [await attempt(), await attempt()];
    for (const error of [first, second]) {
      expect(error).toBeInstanceOf(TokenKeyError);
      expect(String(error)).toContain(`The token does not accept the PIN in ${wrong} (CKR_PIN_INCORRECT).`);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('0000-wrong');
    }
  });
});

describe('a receipt key on a token', () => {
  let signer: CmsSigner;
  beforeAll(async () => {
    signer = await openCmsSigner(addresses.receipt, files.receiptCertificate);
  });

  it('makes signatures that openssl accepts', async () => {
    const content = join(directory, 'content');
    const signature = join(directory, 'signature');
    writeFileSync(content, '{"number":"R-1"}');
    writeFileSync(signature, await signDetached(signer, readFileSync(content), sources.clock()));
    const verify = () =>
      execFileSync(
        'openssl',
        [
          ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-content', content],
          ...['-CAfile', files.receiptCertificate, '-attime', String(Date.parse('2026-11-23') / 1000)],
        ],
        { encoding: 'utf8', stdio: 'pipe' },
      );
    expect(verify()).toBe('{"number":"R-1"}');
    writeFileSync(content, '{"number":"R-2"}');
    expect(verify).toThrow('CMS Verification failure');
  });

  it('lets other work go on while it signs', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other work'));
    const content = Buffer.from('x');
    await Promise.all([1, 2, 3].map(() => signDetached(signer, content, sources.clock())));
    order.push('signed');
    expect(order).toEqual(['other work', 'signed']);
  });

  it('needs the certificate that belongs to it', async () => {
    const other = join(directory, 'other-keys');
    await init('other-keys');
    await expect(openCmsSigner(addresses.receipt, keyFiles(other).receiptCertificate)).rejects.toThrow(
      `The key on the token does not belong to the certificate ${keyFiles(other).receiptCertificate}.`,
    );
  });
});

describe('a pkcs11: address', () => {
  it('is read with its percent-encoding', () => {
    expect(
      parseTokenAddress('pkcs11:serial=12;object=%E9%87%91%20key;id=%01%ff?pin-source=/p&module-path=/m.so'),
    ).toEqual({
      modulePath: '/m.so',
      pinFile: '/p',
      token: { serial: '12' },
      key: { label: '金 key', id: Buffer.from([1, 255]) },
    });
  });

  it.each([
    ['pkcs11:token=a?module-path=/m&pin-value=1234', 'A PIN in an address can be seen by others'],
    ['pkcs11:token=a;pin-value=1234?module-path=/m', 'A PIN in an address can be seen by others'],
    ['pkcs11:token=a?pin-source=/p', 'module-path=… is needed'],
    ['pkcs11:token=a?module-path=/m', 'pin-source=file:… is needed'],
    ['pkcs11:?module-path=/m&pin-source=/p', 'The token is named by'],
    ['pkcs11:token=a;slot-id=3?module-path=/m&pin-source=/p', 'takes token, serial, object, id, type here'],
    ['pkcs11:token=100%?module-path=/m&pin-source=/p', 'A "%" in a pkcs11: address'],
    ['file:/x', 'module-path=… is needed'],
  ])('%s is refused without showing a PIN', (address, sentence) => {
    expect(() => parseTokenAddress(address)).toThrow(sentence);
    expect(() => parseTokenAddress(address)).not.toThrow('1234');
  });

  it('of any text is read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, query) => {
        try {
          parseTokenAddress(`pkcs11:${path}?${query}`);
        } catch (error) {
          expect(error).toBeInstanceOf(TokenKeyError);
        }
      }),
    );
  });

  it('round-trips any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const address = `pkcs11:token=${encodeURIComponent(name)}?module-path=/m&pin-source=file:///p`;
        expect(parseTokenAddress(address)).toEqual({
          modulePath: '/m',
          pinFile: '/p',
          token: { label: name },
          key: {},
        });
      }),
    );
  });
});

function initToken(label: string): void {
  const words = ['--init-token', '--free', '--label', label, '--so-pin', 'so-pin', '--pin', pin];
  execFileSync('softhsm2-util', words, { stdio: 'pipe' });
}

async function init(folder: string, token?: string): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const words = ['--dir', join(directory, folder), ...(token === undefined ? [] : ['--token', token])];
  return { code: await run(words, io, sources), out, err };
}
