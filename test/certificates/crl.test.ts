import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { DerError } from '../../src/certificates/der.js';
import { parseCrl } from '../../src/certificates/revocation/crl.js';
import { CrlDirectory } from '../../src/certificates/revocation/crl-directory.js';
import { CrlSource } from '../../src/certificates/revocation/crl-source.js';
import { readRevocationList } from '../../src/certificates/revocation/revocation-list.js';
import { bytesOf, findSerial, SerialTableBuilder } from '../../src/certificates/revocation/serial-table.js';
import type { RevocationStatus } from '../../src/certificates/revocation/source.js';
import type { Authority } from '../../src/certificates/trust.js';
import type { CrlPlan } from '../../src/demo/pki/crl.js';
import { explicit, implicit, integer, sequence } from '../../src/demo/pki/der.js';
import { crlDistributionPoint, extension } from '../../src/demo/pki/extensions.js';
import { mutationRuns, mutations } from './support/mutations.js';
import { issueRawCrl } from './support/raw-crl.js';
import { day, makeCard, makeCrl, makeSmallPki, now, type SmallPki } from './support/small-pki.js';

let pki: SmallPki;
let g3: Authority;
let directory: string;

const revokedAt = new Date('2026-11-01T00:00:00Z');
const serials = { good: '6a01', revoked: '6a02', onHold: '6a03' } as const;

beforeAll(() => {
  pki = makeSmallPki();
  g3 = authorityOf(pki.g3.keys.keyId);
  directory = mkdtempSync(join(tmpdir(), 'jianbao-crl-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function authorityOf(keyId: Buffer): Authority {
  const [authority] = pki.trust.byKeyId.get(keyId.toString('hex')) ?? [];
  if (authority === undefined) throw new TypeError('not in the small PKI');
  return authority;
}

const entries: CrlPlan['revoked'] = [
  { serial: Buffer.from(serials.onHold, 'hex'), revokedAt, reason: 'certificateHold' },
  { serial: Buffer.from(serials.revoked, 'hex'), revokedAt, reason: 'keyCompromise' },
];

const listOf = (der: Buffer) => readRevocationList(der, pki.trust.authorities);

function sourceOf(lists: readonly Buffer[], graceHours = 0): CrlSource {
  const source = new CrlSource(graceHours);
  for (const der of lists) source.accept(listOf(der));
  return source;
}

function statusIn(source: CrlSource, serial: string, at: Date = now): RevocationStatus {
  const extensions = { points: crlDistributionPoint('http://crl.example.tw/1.crl') };
  const card = makeCard(pki.g3, pki.cardKeys, { plan: { serial: Buffer.from(serial, 'hex') }, extensions });
  return source.statusOf(parseCertificate(card), g3, at.getTime());
}

describe('the five outcomes', () => {
  it('good, revoked, on hold', () => {
    const source = sourceOf([makeCrl(pki.g3, { revoked: entries })]);
    expect(statusIn(source, serials.good)).toEqual({ outcome: 'good' });
    expect(statusIn(source, serials.revoked)).toEqual({
      outcome: 'revoked',
      reason: 'keyCompromise',
      since: revokedAt,
    });
    expect(statusIn(source, serials.onHold)).toEqual({ outcome: 'on-hold', since: revokedAt });
  });

  it('unavailable: no list, the list of the other generation only, one that is too old, one of a later time', () => {
    expect(statusIn(new CrlSource(0), serials.good).outcome).toBe('unavailable');
    expect(statusIn(sourceOf([makeCrl(pki.g2)]), serials.good).outcome).toBe('unavailable');
    const source = sourceOf([makeCrl(pki.g3, { revoked: entries })]);
    const nextUpdate = new Date(now.getTime() + 6 * day);
    expect(statusIn(source, serials.good, new Date(nextUpdate.getTime() - 1)).outcome).toBe('good');
    expect(statusIn(source, serials.good, nextUpdate).outcome).toBe('unavailable');
    expect(statusIn(source, serials.onHold, nextUpdate).outcome).toBe('unavailable');
    expect(statusIn(source, serials.good, new Date(now.getTime() - 2 * day)).outcome).toBe('unavailable');
  });

  it('a revocation is for good, however old the list', () => {
    const source = sourceOf([makeCrl(pki.g3, { revoked: entries })]);
    expect(statusIn(source, serials.revoked, new Date(now.getTime() + 90 * day)).outcome).toBe('revoked');
  });

  it('unknown: the issuer has a list, and it does not speak of this card', () => {
    const scopes = [
      [implicit(2, Buffer.of(0xff))],
      [implicit(5, Buffer.of(0xff))],
      [implicit(3, Buffer.from('0640', 'hex'))],
      [explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.tw/2.crl'))))],
    ];
    for (const scope of scopes) {
      const der = issueRawCrl(pki.g3, {
        extensions: [extension('2.5.29.28', 'critical', sequence(...scope))],
      });
      expect(statusIn(sourceOf([der]), serials.good).outcome).toBe('unknown');
    }
    const users = extension('2.5.29.28', 'critical', sequence(implicit(1, Buffer.of(0x01))));
    expect(statusIn(sourceOf([issueRawCrl(pki.g3, { extensions: [users] })]), serials.good).outcome).toBe(
      'good',
    );
  });

  it('of two partial lists the one that names the card counts', () => {
    const address = explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.tw/1.crl'))));
    const other = explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.tw/2.crl'))));
    const partOne = issueRawCrl(pki.g3, {
      extensions: [extension('2.5.29.28', 'critical', sequence(address))],
      entries: [sequence(integer(0x6a02), makeTime())],
    });
    const partTwo = issueRawCrl(pki.g3, {
      extensions: [extension('2.5.29.28', 'critical', sequence(other))],
      entries: [sequence(integer(0x6a01), makeTime())],
    });
    const source = sourceOf([partOne, partTwo]);
    expect(statusIn(source, serials.good).outcome).toBe('good');
    expect(statusIn(source, serials.revoked)).toMatchObject({ outcome: 'revoked', reason: 'unspecified' });
  });
});

describe('the grace period', () => {
  it('says so each time a stale list is relied on, and ends', () => {
    const source = sourceOf([makeCrl(pki.g3, { revoked: entries })], 12);
    const nextUpdate = new Date(now.getTime() + 6 * day);
    const at = new Date(nextUpdate.getTime() + 3_600_000);
    expect(statusIn(source, serials.good, at)).toEqual({
      outcome: 'good',
      grace: { issuerKeyId: g3.keyId, nextUpdate, at },
    });
    expect(statusIn(source, serials.onHold, at).outcome).toBe('on-hold');
    expect(statusIn(source, serials.good, new Date(nextUpdate.getTime() + 12 * 3_600_000)).outcome).toBe(
      'unavailable',
    );
  });
});

describe('a list', () => {
  it('made by the openssl command line is read like its own text says', () => {
    const der = makeCrl(pki.g3, { revoked: entries, number: 4711 });
    const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
      input: der,
    }).toString();
    expect(text).toContain('Serial Number: 6A02');
    const crl = parseCrl(der);
    expect({ number: crl.number, count: crl.entries.count, keyId: crl.issuerKeyId }).toEqual({
      number: 4711n,
      count: 2,
      keyId: g3.keyId,
    });
    const again = parseCrl(
      execFileSync('openssl', ['crl', '-inform', 'DER', '-outform', 'DER'], { input: der }),
    );
    expect(findSerial(again.entries, Buffer.from(serials.revoked, 'hex'))).toEqual({
      reason: 1,
      revokedAt: revokedAt.getTime(),
    });
  });

  it('is refused when its signature is not its issuer’s, or nobody has that key', () => {
    const der = makeCrl(pki.g3);
    const wrong = Buffer.from(der);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    expect(() => listOf(wrong)).toThrow('the signature is not the one of its issuer');
    const stranger = { ...pki.g3, keys: pki.cardKeys };
    expect(() => listOf(makeCrl(stranger))).toThrow('no authority has the key');
    const forged = makeCrl(stranger, { issuerKeyId: pki.g3.keys.keyId });
    expect(() => listOf(forged)).toThrow('the signature is not the one of its issuer');
  });

  it.each([
    ['a delta CRL', { extensions: [extension('2.5.29.27', 'critical', integer(1))] }],
    [
      'an indirect CRL',
      { extensions: [extension('2.5.29.28', 'critical', sequence(implicit(4, Buffer.of(0xff))))] },
    ],
    ['an unknown critical extension', { extensions: [extension('1.2.3', 'critical', integer(1))] }],
    [
      'a certificate issuer in an entry',
      { entries: [entryWith(extension('2.5.29.29', 'critical', sequence()))] },
    ],
    [
      'a reason that does not exist',
      { entries: [entryWith(extension('2.5.29.21', 'not critical', Buffer.from('0a010b', 'hex')))] },
    ],
    ['no CRL number', { number: [] }],
    ['no nextUpdate', { nextUpdate: [] }],
  ])('%s is refused', (_, changes) => {
    expect(() => parseCrl(issueRawCrl(pki.g3, changes))).toThrow(DerError);
  });

  it('an entry removed from the list is not revoked', () => {
    const removed = entryWith(extension('2.5.29.21', 'not critical', Buffer.from('0a0108', 'hex')));
    expect(statusIn(sourceOf([issueRawCrl(pki.g3, { entries: [removed] })]), serials.revoked).outcome).toBe(
      'good',
    );
  });

  it('mutated lists throw nothing but our own error, and never pass the signature', () => {
    const der = makeCrl(pki.g3, { revoked: entries });
    fc.assert(
      fc.property(mutations(der), (mutated) => {
        try {
          const { tbs } = parseCrl(mutated);
          listOf(mutated);
          expect(tbs.equals(parseCrl(der).tbs)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: mutationRuns },
    );
  });
});

describe('the compact form', () => {
  it('finds exactly what was added, whatever the lengths', () => {
    const serial = fc.uint8Array({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.uniqueArray(serial, { selector: toHex, maxLength: 300 }),
        fc.array(serial),
        (added, others) => {
          const builder = new SerialTableBuilder();
          added.forEach((bytes, at) => void builder.add(bytes, at % 11, at * 1000));
          const table = builder.build();
          expect(table.count).toBe(added.length);
          added.forEach((bytes, at) => {
            expect(findSerial(table, bytes)).toEqual({ reason: at % 11, revokedAt: at * 1000 });
          });
          const known = new Set(added.map(toHex));
          for (const other of others)
            if (!known.has(toHex(other))) expect(findSerial(table, other)).toBeUndefined();
        },
      ),
    );
  });

  it('takes 21 bytes for a serial number of 16', () => {
    const builder = new SerialTableBuilder();
    for (let at = 0; at < 1000; at += 1) builder.add(Buffer.alloc(16, at), 0, 0);
    expect(bytesOf(builder.build())).toBe(21_000);
  });
});

describe('a folder of lists', () => {
  it('is read in a worker, again when a file changes, and keeps the newer list', async () => {
    const source = new CrlSource(0);
    const folder = new CrlDirectory(directory, pki.trust, source);
    const file = join(directory, 'g3.crl');
    const pem = join(directory, 'g2.pem');
    expect(await folder.refresh()).toEqual([]);

    writeFileSync(file, makeCrl(pki.g3, { number: 5 }));
    writeFileSync(
      pem,
      `-----BEGIN X509 CRL-----\n${makeCrl(pki.g2).toString('base64')}\n-----END X509 CRL-----\n`,
    );
    writeFileSync(join(directory, 'notes.txt'), 'not a list');
    expect(await folder.refresh()).toEqual([
      { file: pem, outcome: 'taken', detail: '0 entries' },
      { file, outcome: 'taken', detail: '0 entries' },
    ]);
    expect(statusIn(source, serials.revoked).outcome).toBe('good');
    expect(await folder.refresh()).toEqual([]);

    writeFileSync(file, makeCrl(pki.g3, { number: 6, revoked: entries }));
    expect(await folder.refresh()).toEqual([{ file, outcome: 'taken', detail: '2 entries' }]);
    expect(statusIn(source, serials.revoked).outcome).toBe('revoked');

    writeFileSync(file, makeCrl(pki.g3, { number: 5, thisUpdate: new Date(now.getTime() - 2 * day) }));
    expect(await folder.refresh()).toEqual([{ file, outcome: 'older', detail: '0 entries' }]);
    writeFileSync(file, makeCrl(pki.g3, { number: 7, revoked: entries }).subarray(0, 300));
    expect(await folder.refresh()).toMatchObject([{ file, outcome: 'refused' }]);
    expect(statusIn(source, serials.revoked).outcome).toBe('revoked');
  });
});

function entryWith(reason: Buffer): Buffer {
  return sequence(integer(0x6a02), makeTime(), sequence(reason));
}

function makeTime(): Buffer {
  return Buffer.concat([Buffer.from('170d', 'hex'), Buffer.from('261101000000Z')]);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
