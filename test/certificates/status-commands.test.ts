import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { run as runCrlLookup } from '../../src/certificates/commands/crl-lookup.js';
import { run as runOcspCheck } from '../../src/certificates/commands/ocsp-check.js';
import { certIdOf } from '../../src/certificates/revocation/ocsp/cert-id.js';
import { encodeOcspRequest } from '../../src/certificates/revocation/ocsp/request.js';
import { createSink } from '../support/sink.js';
import { OpensslResponder } from './support/openssl-ocsp.js';
import { makeCard, makeCrl, makeSmallPki, now, type SmallPki } from './support/small-pki.js';

let pki: SmallPki;
let folder: string;

const file = (name: string) => join(folder, name);
const revokedAt = new Date('2026-11-01T00:00:00Z');

beforeAll(async () => {
  pki = makeSmallPki();
  folder = await mkdtemp(join(tmpdir(), 'jianbao-status-'));
  await writeFile(file('g3.cer'), pki.g3.certificate);
  await writeFile(file('g2.cer'), pki.g2.certificate);
});

afterAll(() => rm(folder, { recursive: true }));

async function answerOf(
  run: typeof runOcspCheck,
  args: string[],
): Promise<{ code: number; answer: unknown; err: string }> {
  const sink = createSink();
  const code = await run(args, sink.io, () => now);
  return { code, answer: sink.out() === '' ? undefined : JSON.parse(sink.out()), err: sink.err() };
}

describe('jianbao ocsp check', () => {
  const nonce = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
  let at: string;

  beforeAll(async () => {
    const index = [
      { serial: '6a01' },
      { serial: '6a02', revocation: 'keyCompromise' },
      { serial: '6a03', revocation: 'certificateHold' },
    ] as const;
    const responder = new OpensslResponder(pki.g3, index);
    for (const serial of ['6a01', '6a02', '6a03', '6a04']) {
      const plan = { serial: Buffer.from(serial, 'hex') };
      const card = makeCard(pki.g3, pki.cardKeys, { plan });
      const certId = certIdOf(parseCertificate(card), parseCertificate(pki.g3.certificate), 'sha1');
      const request = encodeOcspRequest(certId, Buffer.from(nonce, 'hex'));
      await writeFile(file(`${serial}.cer`), card);
      await writeFile(file(`${serial}.ocsp`), responder.answer(request, pki.g3));
    }
    await responder.close();
    at = new Date().toISOString();
  });

  const check = (serial: string, ...more: string[]) => {
    const files = ['--response', file(`${serial}.ocsp`), '--subject', file(`${serial}.cer`)];
    return answerOf(runOcspCheck, [...files, '--issuer', file('g3.cer'), '--at', at, '--json', ...more]);
  };

  it('says good, or the code of the login', async () => {
    expect(await check('6a01', '--nonce', nonce)).toEqual({
      code: 0,
      answer: { ok: true, status: 'good' },
      err: '',
    });
    expect(await check('6a02', '--no-nonce')).toMatchObject({
      code: 1,
      answer: { ok: false, code: 'ERR_CARD_REVOKED', status: 'revoked' },
    });
    expect(await check('6a03')).toMatchObject({ code: 1, answer: { code: 'ERR_CARD_ON_HOLD' } });
    expect(await check('6a04')).toMatchObject({ code: 1, answer: { code: 'ERR_CARD_STATUS_UNKNOWN' } });
  });

  it('fails closed with the cause', async () => {
    const unavailable = { ok: false, code: 'ERR_CARD_STATUS_UNAVAILABLE', status: 'unavailable' };
    expect(await check('6a01', '--nonce', '00')).toMatchObject({
      code: 1,
      answer: { ...unavailable, detail: 'wrong-nonce: the response has another nonce' },
    });
    expect(await check('6a01', '--issuer', file('g2.cer'))).toMatchObject({
      answer: { ...unavailable, detail: 'other-certificate: the response is about others' },
    });
    expect(await check('6a01', '--at', '2040-01-01', '--skew', '0')).toMatchObject({
      answer: { ...unavailable, detail: 'stale: the answer is past its nextUpdate' },
    });
    const old = new Date(Date.parse(at) + 600_000).toISOString();
    expect(await check('6a01', '--at', old, '--max-age', '60')).toMatchObject({
      answer: { ...unavailable, detail: 'stale: thisUpdate is too long ago' },
    });
    expect(await check('6a01', '--response', file('6a01.cer'))).toMatchObject({
      answer: { ...unavailable, detail: expect.stringMatching(/^malformed: /) },
    });
  });

  it.each([
    ['both nonce options', ['--nonce', '00', '--no-nonce']],
    ['a nonce that is none', ['--nonce', 'xyz']],
    ['a file that is not there', ['--issuer', '/nowhere']],
    ['a skew that is no number', ['--skew', 'a minute']],
  ])('answers misuse with 2 and the usage: %s', async (_, args) => {
    const { code, answer, err } = await check('6a01', ...args);
    expect([code, answer, err.includes('Usage: jianbao ocsp check')]).toEqual([2, undefined, true]);
  });
});

describe('jianbao crl lookup', () => {
  beforeAll(async () => {
    const crl = makeCrl(pki.g3, {
      revoked: [
        { serial: Buffer.from('6a02', 'hex'), revokedAt, reason: 'keyCompromise' },
        { serial: Buffer.from('6a03', 'hex'), revokedAt, reason: 'certificateHold' },
        { serial: Buffer.from('f001', 'hex'), revokedAt, reason: 'superseded' },
      ],
    });
    await writeFile(file('g3.crl'), crl);
    await writeFile(file('cut.crl'), crl.subarray(0, -1));
  });

  const lookUp = (serial: string, ...more: string[]) => {
    const files = ['--crl', file('g3.crl'), '--issuer', file('g3.cer'), '--json'];
    return answerOf(runCrlLookup, [...files, '--serial', serial, ...more]);
  };

  it('says good, revoked and on hold, however the serial number is written', async () => {
    expect(await lookUp('6A01')).toEqual({ code: 0, answer: { ok: true, status: 'good' }, err: '' });
    expect(await lookUp('6a02')).toMatchObject({ code: 1, answer: { code: 'ERR_CARD_REVOKED' } });
    expect(await lookUp('0x006A:03')).toMatchObject({ code: 1, answer: { code: 'ERR_CARD_ON_HOLD' } });
    expect(await lookUp('f001')).toMatchObject({ code: 1, answer: { code: 'ERR_CARD_REVOKED' } });
  });

  it('fails closed: stale, cut off, of another issuer', async () => {
    const unavailable = { code: 1, answer: { ok: false, code: 'ERR_CARD_STATUS_UNAVAILABLE' } };
    expect(await lookUp('6a01', '--at', '2030-01-01')).toMatchObject(unavailable);
    expect(await lookUp('6a01', '--crl', file('cut.crl'))).toMatchObject(unavailable);
    expect(await lookUp('6a01', '--issuer', file('g2.cer'))).toMatchObject(unavailable);
  });

  it('answers misuse with 2', async () => {
    expect(await lookUp('six')).toMatchObject({ code: 2 });
    expect(await lookUp('6a01', '--crl', '/nowhere')).toMatchObject({ code: 2 });
  });
});
