import { execFileSync } from 'node:child_process';
import { generateKeyPair, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseCertificate } from '../src/certificates/certificate.js';
import { loadProfiles } from '../src/certificates/profiles.js';
import { CrlSource } from '../src/certificates/revocation/crl-source.js';
import { readCrls } from '../src/certificates/revocation/read-crls.js';
import type { RevocationList } from '../src/certificates/revocation/revocation-list.js';
import { bytesOf, findSerial, SerialTableBuilder } from '../src/certificates/revocation/serial-table.js';
import type { TokenContext } from '../src/certificates/token/check.js';
import { hashOrigin } from '../src/certificates/token/signed-origin.js';
import { validateToken } from '../src/certificates/token/validate-token.js';
import { createTrust } from '../src/certificates/trust.js';
import { VerifiedCertificates } from '../src/certificates/verified-certificates.js';
import { issueCertificate } from '../src/demo/pki/certificate.js';
import { enumerated, explicit, integer, sequence, time, unsignedInteger } from '../src/demo/pki/der.js';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  certificatePolicies,
  crlNumber,
  extension,
  keyUsage,
  subjectDirectoryAttributes,
  subjectKeyIdentifier,
} from '../src/demo/pki/extensions.js';
import { type DistinguishedName, encodeName } from '../src/demo/pki/names.js';
import { sha256WithRsa, signStructure } from '../src/demo/pki/sign.js';
import { printLine } from './support/print-line.js';

/**
 * Card tokens validated per second on one core, against `openssl speed rsa2048` verify on the same core in the same run:
 * 200 different cards under an RSA-4096 issuer, path and CRL lookup included, in the state a gateway is in after each
 * card was seen once; `firstTime` is the ratio when none was. Then a CRL of 412,000 entries: reading in its worker thread,
 * what that holds up in this one, memory, lookup.
 *
 * Prints one line of JSON for each. Run it on one core: `taskset -c 1 node dist/bench/token-validation.js`.
 */
const cards = 200;
const rounds = 50;
const entries = 412_000;
const origin = 'https://hcd.example.tw';
const nonce = randomBytes(32).toString('base64');
const now = new Date('2026-11-22T04:00:00Z');
const day = 24 * 3_600_000;
const generate = promisify(generateKeyPair);

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Buffer;
  readonly keyId: Buffer;
}

const name: DistinguishedName = [
  ['C', 'TW'],
  ['OU', 'Bench'],
];
const issuerKeys = await makeKeys(4096);
const issuer = parseCertificate(makeAuthority());
const trust = createTrust([{ certificate: issuer, isAnchor: true }]);

await reportTokens();
await reportCrl();

async function reportCrl(): Promise<void> {
  const crlDer = makeLargeCrl();
  const { list, seconds, stallMilliseconds } = await readInWorker(crlDer);
  const serials = Array.from({ length: entries }, (_, at) => serialOf(at * 3));
  for (const serial of serials) findSerial(list.entries, serial);
  const [found, lookups] = timed(
    () => serials.filter((serial) => findSerial(list.entries, serial) !== undefined).length,
  );
  printLine({
    name: 'crl-lookup',
    ratio: 2 / ((lookups * 1000) / entries),
    unit: 'goal of 2 µs a lookup / ours',
    ours: (lookups * 1000) / entries,
    reference: 2,
    goal: 1,
    better: 'higher',
    readSeconds: seconds,
    stallMilliseconds,
    megabytes: bytesOf(list.entries) / 1_000_000,
    fileMegabytes: crlDer.length / 1_000_000,
    entries: list.entries.count,
    found,
  });
}

/** Reads the list as a gateway does; the stall is the longest time in which nobody else was answered meanwhile. */
async function readInWorker(
  crl: Buffer,
): Promise<{ readonly list: RevocationList; readonly seconds: number; readonly stallMilliseconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'jianbao-bench-'));
  try {
    const file = join(folder, 'large.crl');
    await writeFile(file, crl);
    const resolution = 1;
    const delay = monitorEventLoopDelay({ resolution });
    await setTimeout(50);
    delay.enable();
    const start = performance.now();
    const [answer] = await readCrls([file], trust);
    const seconds = (performance.now() - start) / 1000;
    delay.disable();
    if (answer === undefined || 'refusal' in answer)
      throw new Error('The list of the benchmark was refused.');
    return { list: answer.list, seconds, stallMilliseconds: delay.max / 1_000_000 - resolution };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function reportTokens(): Promise<void> {
  const revocation = new CrlSource(0);
  revocation.accept(makeLargeList());
  const context: TokenContext = {
    origin: hashOrigin(origin),
    trust,
    verified: new VerifiedCertificates(),
    profiles: await loadProfiles(),
    testCards: 'refused',
    forbiddenPolicies: [],
    revocation,
    onGraceUse: () => undefined,
  };
  const keys = await Promise.all(Array.from({ length: cards }, () => makeKeys(2048)));
  const tokens = keys.map((cardKeys, at) => makeToken(cardKeys, at));
  await validateAll(tokens.slice(0, 1), { ...context, verified: new VerifiedCertificates() }, 2000);
  const firstTime = await validateAll(tokens, { ...context, verified: new VerifiedCertificates() }, 1);
  await validateAll(tokens, context, 5);
  // Turn about, and the middle one of three, so that what else the machine does falls on both alike.
  const turns: Turn[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const ours = await validateAll(tokens, context, rounds);
    turns.push({ ours, reference: opensslVerifiesPerSecond() });
  }
  const { ours, reference } = middleOf(turns);
  printLine({
    name: 'token-validation',
    ratio: ours / reference,
    unit: 'tokens per second / openssl rsa2048 verifies per second',
    ours,
    reference,
    goal: 0.35,
    better: 'higher',
    firstTime: firstTime / reference,
    cards,
  });
}

interface Turn {
  readonly ours: number;
  readonly reference: number;
}

function middleOf(turns: readonly Turn[]): Turn {
  const sorted = [...turns].sort((one, other) => one.ours / one.reference - other.ours / other.reference);
  return sorted[Math.floor(sorted.length / 2)] ?? { ours: 0, reference: 1 };
}

/** @returns validations per second of processor time, which is what `openssl speed` counts too */
async function validateAll(tokens: readonly string[], context: TokenContext, times: number): Promise<number> {
  const start = process.cpuUsage();
  for (let round = 0; round < times; round += 1) {
    for (const text of tokens) await validateToken({ text, nonce, at: now }, context);
  }
  const { user, system } = process.cpuUsage(start);
  return (tokens.length * times * 1_000_000) / (user + system);
}

function opensslVerifiesPerSecond(): number {
  const output = execFileSync('openssl', ['speed', '-seconds', '1', 'rsa2048'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, perSecond] = /^rsa 2048 bits .*\s([0-9.]+)$/m.exec(output.toString()) ?? [];
  if (perSecond === undefined) throw new Error('openssl speed printed something else than expected.');
  return Number(perSecond);
}

function makeToken(keys: Keys, at: number): string {
  const certificate = makeCard(keys, at);
  const data = Buffer.concat([hash('sha256', origin, 'buffer'), hash('sha256', nonce, 'buffer')]);
  return JSON.stringify({
    unverifiedCertificate: certificate.toString('base64'),
    algorithm: 'RS256',
    signature: sign('sha256', data, keys.privateKey).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'https://jianbao.invalid/jianbao-card-agent/1.0.0',
  });
}

function makeAuthority(): Buffer {
  return issueCertificate(
    {
      serial: Buffer.of(1),
      issuer: name,
      subject: name,
      notBefore: new Date(now.getTime() - 365 * day),
      notAfter: new Date(now.getTime() + 3650 * day),
      publicKeyInfo: issuerKeys.publicKeyInfo,
      extensions: [
        authorityConstraints(0),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(issuerKeys.keyId),
      ],
    },
    issuerKeys.privateKey,
  );
}

function makeCard(keys: Keys, at: number): Buffer {
  const serialNumber = String(at).padStart(16, '0');
  return issueCertificate(
    {
      // Not on the list: those there have numbers of other remainders.
      serial: serialOf(at * 3 + 1),
      issuer: name,
      subject: [
        ['C', 'TW'],
        ['CN', '測試人員'],
        ['serialNumber', serialNumber],
      ],
      notBefore: new Date(now.getTime() - 100 * day),
      notAfter: new Date(now.getTime() + 1000 * day),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        keyUsage(['digitalSignature']),
        certificatePolicies(['2.16.886.101.0.3.3']),
        subjectDirectoryAttributes({ subjectType: 'citizen', idLast4: '6789' }),
        authorityKeyIdentifier(issuerKeys.keyId),
      ],
    },
    issuerKeys.privateKey,
  );
}

/** Entries of every sixth number, so that half of those looked up later are there. */
function makeLargeCrl(): Buffer {
  const superseded = sequence(extension('2.5.29.21', 'not critical', enumerated(4)));
  const revoked = Array.from({ length: entries }, (_, at) =>
    sequence(
      unsignedInteger(serialOf(at * 6)),
      time(new Date(now.getTime() - (at % 1000) * day)),
      superseded,
    ),
  );
  const content = sequence(
    integer(1),
    sha256WithRsa,
    encodeName(name),
    time(new Date(now.getTime() - day)),
    time(new Date(now.getTime() + day)),
    sequence(Buffer.concat(revoked)),
    explicit(0, sequence(authorityKeyIdentifier(issuerKeys.keyId), crlNumber(1))),
  );
  return signStructure(content, issuerKeys.privateKey);
}

/** A list of the same size as it is held in memory, none of the cards on it. */
function makeLargeList(): RevocationList {
  const builder = new SerialTableBuilder();
  for (let at = 0; at < entries; at += 1) builder.add(serialOf(at * 6), 4, now.getTime());
  return {
    issuerKeyId: issuerKeys.keyId.toString('hex'),
    number: 1n,
    thisUpdate: now.getTime() - day,
    nextUpdate: now.getTime() + day,
    scope: { certificates: 'all', reasons: 'all', addresses: [] },
    entries: builder.build(),
  };
}

/** A serial number of 16 bytes that looks random and is always the same. */
function serialOf(number: number): Buffer {
  const serial = hash('sha256', String(number), 'buffer').subarray(0, 16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(serial);
}

async function makeKeys(modulusLength: number): Promise<Keys> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength });
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKeyInfo, keyId: hash('sha1', publicKeyInfo, 'buffer') };
}

function timed<Result>(work: () => Result): [Result, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
