import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCard, makeDemoPki, renewDemoCrls } from '../../src/demo/pki/index.js';
import { type DemoCards, demoCards, demoMoment } from '../support/demo-cards.js';

let cards: DemoCards;
let scratch: string;

beforeAll(async () => {
  cards = await demoCards();
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-pki-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('the authorities', () => {
  it('keep the shape of the real names, every one marked as a demonstration', () => {
    expect(cards.pki.authorities.map(({ id, subject }) => [id, subject])).toEqual([
      ['root', 'C=TW, O=行政院 (示範), CN=Government Root Certification Authority - G3 (Demo)'],
      ['moica-g2', 'C=TW, O=行政院 (示範), OU=內政部憑證管理中心 (示範)'],
      ['moica-g3', 'C=TW, O=行政院 (示範), OU=內政部憑證管理中心 (示範)'],
      ['hca', 'C=TW, O=行政院 (示範), OU=醫事憑證管理中心 (示範)'],
      ['moeaca', 'C=TW, O=行政院 (示範), OU=工商憑證管理中心 (示範)'],
      ['untrusted-root', 'C=TW, O=行政院 (示範), CN=Government Root Certification Authority - G3 (Demo)'],
      ['untrusted-moica', 'C=TW, O=行政院 (示範), OU=內政部憑證管理中心 (示範)'],
    ]);
  });

  it('have the real key sizes', () => {
    const bits = ['root', 'moica-g2', 'moica-g3', 'hca'].map(
      (id) => certificateAt(`anchors/${id}.crt`).publicKey.asymmetricKeyDetails?.modulusLength,
    );
    expect(bits).toEqual([4096, 2048, 4096, 2048]);
  });

  it('of both MOICA generations share one name to the byte and differ in the key identifier', () => {
    const hashes = ['moica-g2', 'moica-g3'].map((id) =>
      openssl(['x509', '-in', path(`anchors/${id}.crt`), '-noout', '-subject_hash', '-subject']),
    );
    expect(hashes[0]).toBe(hashes[1]);
    const keyIds = cards.pki.authorities
      .filter(({ id }) => id.startsWith('moica-'))
      .map(({ keyId }) => keyId);
    expect(new Set(keyIds).size).toBe(2);
  });

  it('keep every private key and PIN from other users of the computer', () => {
    const files = [
      ...cards.pki.authorities,
      ...cards.pki.cards.flatMap((card) => [card.signature, card.encryption]),
    ];
    const modes = ['pki.json', ...files.map(({ key }) => key)].map(
      (name) => statSync(path(name)).mode & 0o777,
    );
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });
});

describe('a citizen card', () => {
  it('says who holds it, in the way of MOICA', () => {
    const text = certificateText('cards/reporter/signature.crt');
    expect(text).toContain('Subject: C=TW, CN=陳怡君, serialNumber=0000000114063001\n');
    expect(text).toContain('Issuer: C=TW, O=行政院 (示範), OU=內政部憑證管理中心 (示範)\n');
    expect(text).toMatch(/X509v3 Key Usage: critical\n\s+Digital Signature\n/);
    expect(text).toMatch(/Policy: 2\.16\.886\.101\.0\.3\.3\n/);
    expect(text).toContain('URI:http://pki.jianbao.invalid/crls/moica-g3.crl\n');
    expect(text).toContain('OCSP - URI:http://pki.jianbao.invalid/ocsp/moica-g3\n');
    expect(text).toContain('CA Issuers - URI:http://pki.jianbao.invalid/certificates/moica-g3.crt\n');
  });

  it('carries the subject type and the last four characters of the ID number', () => {
    const subjectType = '3015 0607 60867601640201 310a 0608 6086760164030101';
    const idLast4 = '3011 0607 60867601640233 3106 1304 36373839';
    const raw = certificateAt('cards/reporter/signature.crt').raw.toString('hex');
    expect(raw).toContain(`302a ${subjectType} ${idLast4}`.replaceAll(' ', ''));
  });

  it('has a second certificate, for encryption only', () => {
    const text = certificateText('cards/reporter/encryption.crt');
    expect(text).toMatch(/X509v3 Key Usage: critical\n\s+Key Encipherment, Data Encipherment\n/);
  });

  it('has a serial number of 16 bytes, always positive', () => {
    const serials = cards.pki.cards.map(({ signature }) => signature.serial);
    expect(serials.filter((serial) => !/^[4-7][0-9a-f]{31}$/.test(serial))).toEqual([]);
  });

  it('names the issuer by key identifier', () => {
    const g3 = cards.pki.authorities.find(({ id }) => id === 'moica-g3');
    expect(demoCard(cards.pki, 'reporter').issuerKeyId).toBe(g3?.keyId);
  });
});

describe('openssl, asked for the whole path with every CRL,', () => {
  it.each([
    ['reporter', 'OK'],
    ['manager', 'OK'],
    ['medical', 'OK'],
    ['reviewer', 'OK'],
    ['supervisor', 'OK'],
    ['other-person', 'OK'],
    ['same-name', 'OK'],
    ['business', 'OK'],
    ['institution', 'OK'],
    ['test-assurance', 'OK'],
    ['expired', 'certificate has expired'],
    ['not-yet-valid', 'certificate is not yet valid'],
    ['revoked', 'certificate revoked'],
    ['on-hold', 'certificate revoked'],
    ['unknown-issuer', 'unable to get local issuer certificate'],
  ])('says of the card %s: %s', async (id, verdict) => {
    expect(verify(`cards/${id}/signature.crt`, await bundles(cards.directory))).toContain(verdict);
  });
});

describe('the CRLs', () => {
  it('tell a card on hold from a revoked one, for both of its certificates', () => {
    const reasons = reasonsBySerial('crls/moica-g3.crl');
    const of = (id: string) =>
      [demoCard(cards.pki, id).signature, demoCard(cards.pki, id).encryption].map(({ serial }) =>
        reasons.get(serial),
      );
    expect(of('revoked')).toEqual(['Key Compromise', 'Key Compromise']);
    expect(of('on-hold')).toEqual(['Certificate Hold', 'Certificate Hold']);
    expect(of('reporter')).toEqual([undefined, undefined]);
  });

  it('are renewed with a higher number and the same entries', async () => {
    const directory = join(scratch, 'renewed');
    await cp(cards.directory, directory, { recursive: true });
    const before = crlText(join(directory, 'crls/moica-g3.crl'));
    const later = new Date(demoMoment.getTime() + 6 * 24 * 3_600_000);
    await renewDemoCrls({ directory, pki: cards.pki, now: later });
    const after = crlText(join(directory, 'crls/moica-g3.crl'));
    expect(after).toContain('Last Update: Nov 28 02:00:00 2026 GMT');
    expect(after).toContain('Next Update: Dec  5 02:00:00 2026 GMT');
    expect(numberOf(after)).toBeGreaterThan(numberOf(before));
    expect(after.match(/Serial Number: \S+/g)).toEqual(before.match(/Serial Number: \S+/g));
    expect(verify('cards/reporter/signature.crt', await bundles(directory), later)).toContain('OK');
  });
});

describe('making a demo PKI', () => {
  it('refuses a folder that holds one already', async () => {
    const making = makeDemoPki({ directory: cards.directory, now: demoMoment, random: Buffer.alloc });
    await expect(making).rejects.toThrow(
      new TypeError(
        `${cards.directory} holds a demo PKI already. Name another folder or delete this one first.`,
      ),
    );
  });
});

function path(name: string): string {
  return join(cards.directory, name);
}

function certificateAt(name: string): X509Certificate {
  return new X509Certificate(readFileSync(path(name)));
}

function certificateText(name: string): string {
  return openssl(['x509', '-in', path(name), '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space']);
}

function crlText(file: string): string {
  return openssl(['crl', '-inform', 'DER', '-in', file, '-noout', '-text']);
}

function numberOf(text: string): number {
  return Number(/X509v3 CRL Number:\s+(\d+)/.exec(text)?.[1]);
}

function reasonsBySerial(crl: string): Map<string, string> {
  const entries = crlText(path(crl)).matchAll(/Serial Number: (\S+)[\s\S]*?CRL Reason Code:\s+(.+)/g);
  return new Map([...entries].map(([, serial = '', reason = '']) => [serial.toLowerCase(), reason.trim()]));
}

/** Root, intermediates and CRLs in the files openssl wants. */
async function bundles(directory: string): Promise<{ root: string; intermediates: string; crls: string }> {
  const trusted = cards.pki.authorities.filter(({ isTrusted }) => isTrusted);
  const intermediates = join(scratch, 'intermediates.pem');
  const crls = join(scratch, 'crls.pem');
  const files = trusted.slice(1).map(({ certificate }) => readFileSync(join(directory, certificate)));
  await writeFile(intermediates, Buffer.concat(files));
  const lists = trusted.map(({ crl }) => openssl(['crl', '-inform', 'DER', '-in', join(directory, crl)]));
  await writeFile(crls, lists.join(''));
  return { root: join(directory, 'anchors/root.crt'), intermediates, crls };
}

function verify(
  certificate: string,
  { root, intermediates, crls }: { root: string; intermediates: string; crls: string },
  at: Date = demoMoment,
): string {
  const trust = [
    '-CAfile',
    root,
    '-untrusted',
    intermediates,
    '-CRLfile',
    crls,
    '-crl_check_all',
    '-x509_strict',
  ];
  // A second later: openssl takes a CRL's thisUpdate as not yet come in its own second.
  const moment = ['-attime', String(at.getTime() / 1000 + 1)];
  return openssl(['verify', ...trust, ...moment, path(certificate)]);
}

/** What openssl says, on either stream. */
function openssl(args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return stdout + stderr;
}
