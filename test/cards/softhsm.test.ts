import { execFileSync } from 'node:child_process';
import { constants, createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pkcs11js from 'pkcs11js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authenticateWithCard,
  type CardAccess,
  startCardWorker,
  type WebEidToken,
} from '../../smartcard/index.js';
import { algorithmNamed, algorithms } from '../../smartcard/pkcs11/algorithms.js';
import { signWithKey } from '../../smartcard/pkcs11/sign.js';
import { type DemoCards, demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import { addCertificateToken, changeCard } from '../support/softhsm.js';

const origin = 'https://jianbao.example.tw';
const nonce = Buffer.alloc(32, 9).toString('base64');

let demo: DemoCards;
let two: InsertedCards;
let scratch: string;

beforeAll(async () => {
  demo = await demoCards();
  two = await insertCards(demo, ['reporter', 'medical']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-softhsm-'));
});
afterAll(async () => {
  await two.remove();
  await rm(scratch, { recursive: true });
});

describe('one of two cards', () => {
  it('must be chosen', async () => {
    await expect(logIn(two, { pin: '246810' })).rejects.toMatchObject({ code: 'ERR_AGENT_SEVERAL_CARDS' });
  });

  it.each([
    ['its label', { tokenLabel: 'jianbao-medical' }],
    ['its serial number', 'serial'],
    ['its reader', 'reader'],
  ])('is chosen by %s', async (_by, choice) => {
    const byName = {
      serial: { tokenSerial: two.tokens[1]?.serial ?? '' },
      reader: { readerId: await readerOf('jianbao-medical') },
    };
    const token = await logIn(two, {
      pin: '8642097',
      ...(typeof choice === 'string' ? byName[choice as 'serial'] : choice),
    });
    expect(certificateOf(token).subject).toBe('C=TW\nCN=黃淑芬\nserialNumber=0000000112071003');
  });

  it('that is not there is not replaced by another', async () => {
    const login = logIn(two, { pin: '246810', tokenSerial: '0000000000000000' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_NO_CARD' });
  });
});

describe('a card with the objects of HiCOS', () => {
  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const)(
    'signs with %s; node and openssl both accept it',
    async (algorithm) => {
      const token = await logIn(two, { pin: '246810', tokenLabel: 'jianbao-reporter', algorithm });
      expect(token.algorithm).toBe(algorithm);
      expect(isSignedByNode(token)).toBe(true);
      expect(await isSignedByOpenssl(token)).toBe(true);
    },
  );

  it('signs also where the module does not hash for PKCS#1 v1.5 itself', () => {
    const data = randomBytes(64);
    const module = new pkcs11js.PKCS11();
    process.env.SOFTHSM2_CONF = two.configFile;
    module.load(two.modulePath);
    module.C_Initialize();
    const slot = module
      .C_GetSlotList(true)
      .find((each) => module.C_GetTokenInfo(each).label.startsWith('jianbao-reporter'));
    if (slot === undefined) throw new Error('no card');
    const handle = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
    module.C_Login(handle, pkcs11js.CKU_USER, '246810');
    module.C_FindObjectsInit(handle, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
      { type: pkcs11js.CKA_ID, value: Buffer.from('SIGN') },
    ]);
    const key = module.C_FindObjects(handle);
    module.C_FindObjectsFinal(handle);
    if (key === null) throw new Error('no key');
    const sign = (mechanisms: readonly number[]) =>
      ['RS256', 'RS384', 'RS512'].map((name) =>
        signWithKey({ module, handle }, key, algorithmNamed(name as 'RS256'), data, mechanisms).toString(
          'hex',
        ),
      );
    const hashing = [
      pkcs11js.CKM_SHA256_RSA_PKCS,
      pkcs11js.CKM_SHA384_RSA_PKCS,
      pkcs11js.CKM_SHA512_RSA_PKCS,
    ];
    expect(sign([])).toEqual(sign(hashing));
    module.C_Finalize();
  });

  it('logs in with the signature certificate, wherever the encryption certificate stands', async () => {
    const token = await logIn(two, { pin: '246810', tokenLabel: 'jianbao-reporter' });
    const { signature } = demo.pki.cards.find(({ id }) => id === 'reporter') ?? {};
    expect(certificateOf(token).serialNumber.toLowerCase()).toBe(signature?.serial);
  });

  it('without its signature certificate is told apart from no card', async () => {
    const encryptionOnly = await insertCards(demo, ['manager']);
    changeCard(encryptionOnly, '13579246', (module, session) => {
      module.C_FindObjectsInit(session, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
        { type: pkcs11js.CKA_ID, value: Buffer.from('SIGN') },
      ]);
      const certificate = module.C_FindObjects(session);
      module.C_FindObjectsFinal(session);
      if (certificate !== null) module.C_DestroyObject(session, certificate);
    });
    const login = logIn(encryptionOnly, { pin: '13579246' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_NO_SIGNATURE_CERTIFICATE' });
    await encryptionOnly.remove();
  });
});

describe('a card with an elliptic-curve key', () => {
  it.each([
    ['prime256v1', 'ES256', 64],
    ['secp384r1', 'ES384', 96],
    ['secp521r1', 'ES512', 132],
  ] as const)('on %s signs with %s, as R‖S', async (curve, algorithm, size) => {
    const computer = await insertCards(demo, []);
    addCertificateToken(computer, { curve, pin: '123456', scratch });
    const token = await logIn(computer, { pin: '123456' });
    expect(token.algorithm).toBe(algorithm);
    expect(Buffer.from(token.signature, 'base64').length).toBe(size);
    expect(isSignedByNode(token)).toBe(true);
    await computer.remove();
  });

  it('does not sign with an algorithm of another key', async () => {
    const computer = await insertCards(demo, []);
    addCertificateToken(computer, { curve: 'prime256v1', pin: '123456', scratch });
    const login = logIn(computer, { pin: '123456', algorithm: 'RS256' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_KEY_NOT_SUPPORTED' });
    await computer.remove();
  });
});

describe('what is missing', () => {
  it('is told: a wrong PIN', async () => {
    const login = logIn(two, { pin: '999999', tokenLabel: 'jianbao-reporter' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 });
  });

  it('is told: the module', async () => {
    const login = authenticateWithCard({
      modulePaths: [join(scratch, 'none.so')],
      origin,
      nonce,
      pin: '246810',
    });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_MODULE_MISSING' });
  });

  it('is told: a module that is none', async () => {
    const path = join(scratch, 'text.so');
    await writeFile(path, 'not a library');
    const login = authenticateWithCard({ modulePaths: [path], origin, nonce, pin: '246810' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_MODULE_MISSING' });
  });

  it('is told: readers, when the module cannot start', async () => {
    const login = logIn({ ...two, configFile: join(scratch, 'none.conf') }, { pin: '246810' });
    await expect(login).rejects.toMatchObject({ code: 'ERR_AGENT_NO_READER' });
  });

  it('is told: a card that was pulled out, and the next one works', async () => {
    const leaving = await insertCards(demo, ['reporter']);
    const cards = open(leaving);
    expect((await cards.readSignatureCard({})).holder).toBe('陳怡君');
    await leaving.pullOut();
    await expect(cards.readSignatureCard({})).rejects.toMatchObject({ code: 'ERR_AGENT_NO_CARD' });
    await cards.close();
    await leaving.remove();
  });

  it('is told: the card the consent was given for, when another one lies in the reader', async () => {
    const cards = open(two);
    const reporter = await cards.readSignatureCard({ tokenLabel: 'jianbao-reporter' });
    const medical = await cards.readSignatureCard({ tokenLabel: 'jianbao-medical' });
    const { readerId, tokenSerial } = medical;
    const order = {
      readerId,
      tokenSerial,
      certificate: reporter.certificate,
      algorithm: 'RS256',
      origin,
      nonce,
    } as const;
    const pin = new Uint8Array(Buffer.from('8642097'));
    await expect(cards.authenticate({ ...order, pin })).rejects.toMatchObject({
      code: 'ERR_AGENT_CARD_CHANGED',
    });
    await cards.close();
  });
});

describe('the PIN handed to the card', () => {
  it('is wiped in the memory of the caller', async () => {
    const cards = open(two);
    const card = await cards.readSignatureCard({ tokenLabel: 'jianbao-reporter' });
    const { readerId, tokenSerial, certificate } = card;
    const pin = new Uint8Array(Buffer.from('246810'));
    await cards.authenticate({ readerId, tokenSerial, certificate, algorithm: 'RS256', origin, nonce, pin });
    expect([...pin]).toEqual([0, 0, 0, 0, 0, 0]);
    await cards.close();
  });
});

describe('five hundred logins one after the other', () => {
  it('leave no memory, handles or sessions behind', async () => {
    const cards = open(two);
    const logInOnce = async () => {
      const card = await cards.readSignatureCard({ tokenLabel: 'jianbao-reporter' });
      const pin = new Uint8Array(Buffer.from('246810'));
      return cards.authenticate({ ...card, algorithm: 'RS256', origin, nonce, pin });
    };
    const signatures = new Set<string>();
    const used: { files: number; megabytes: number }[] = [];
    for (let count = 1; count <= 500; count += 1) {
      signatures.add(Buffer.from(await logInOnce()).toString('hex'));
      if (count % 100 === 0) used.push(await whatIsUsed());
    }
    expect(signatures.size).toBe(1);
    const [first, ...later] = used;
    for (const { files, megabytes } of later) {
      expect(files).toBe(first?.files);
      expect(megabytes - (first?.megabytes ?? 0)).toBeLessThan(20);
    }
    // Finalized after each, so no session is left: else it would be initialized already.
    const module = new pkcs11js.PKCS11();
    module.load(two.modulePath);
    module.C_Initialize();
    module.C_Finalize();
    await cards.close();
  }, 60_000);
});

async function whatIsUsed() {
  return {
    files: (await readdir('/proc/self/fd')).length,
    megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

function open(computer: InsertedCards): CardAccess {
  return startCardWorker({ modulePaths: [computer.modulePath], softhsmConfig: computer.configFile });
}

function logIn(
  { modulePath, configFile }: { modulePath: string; configFile: string },
  options: Partial<Parameters<typeof authenticateWithCard>[0]>,
): Promise<WebEidToken> {
  return authenticateWithCard({
    modulePaths: [modulePath],
    softhsmConfig: configFile,
    origin,
    nonce,
    ...options,
  });
}

async function readerOf(tokenLabel: string): Promise<string> {
  const cards = open(two);
  const { readerId } = await cards.readSignatureCard({ tokenLabel });
  await cards.close();
  return readerId;
}

function certificateOf({ unverifiedCertificate }: WebEidToken): X509Certificate {
  return new X509Certificate(Buffer.from(unverifiedCertificate, 'base64'));
}

function hashOf({ algorithm }: WebEidToken): string {
  return algorithms.find(({ name }) => name === algorithm)?.hash ?? '';
}

function signedData(token: WebEidToken): Buffer {
  return Buffer.concat([origin, nonce].map((part) => createHash(hashOf(token)).update(part).digest()));
}

function isSignedByNode(token: WebEidToken): boolean {
  const padding = token.algorithm.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  const key = { key: certificateOf(token).publicKey, dsaEncoding: 'ieee-p1363', ...padding } as const;
  return verify(hashOf(token), signedData(token), key, Buffer.from(token.signature, 'base64'));
}

async function isSignedByOpenssl(token: WebEidToken): Promise<boolean> {
  const [data, signature, key] = ['data', 'signature', 'key'].map((name) => join(scratch, name));
  if (data === undefined || signature === undefined || key === undefined) return false;
  await writeFile(data, signedData(token));
  await writeFile(signature, Buffer.from(token.signature, 'base64'));
  await writeFile(key, certificateOf(token).publicKey.export({ type: 'spki', format: 'pem' }));
  const pss = token.algorithm.startsWith('PS')
    ? ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
    : [];
  const said = execFileSync('openssl', [
    'dgst',
    `-${hashOf(token)}`,
    '-verify',
    key,
    ...pss,
    '-signature',
    signature,
    data,
  ]);
  return said.toString() === 'Verified OK\n';
}
