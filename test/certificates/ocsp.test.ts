import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, parseCertificate } from '../../src/certificates/certificate.js';
import { ChosenSource } from '../../src/certificates/revocation/chosen-source.js';
import { CrlSource } from '../../src/certificates/revocation/crl-source.js';
import type { Fetch } from '../../src/certificates/revocation/fetch-bounded.js';
import { type CertIdHash, certIdOf } from '../../src/certificates/revocation/ocsp/cert-id.js';
import {
  judgeOcspResponse,
  type OcspQuestion,
} from '../../src/certificates/revocation/ocsp/judge-response.js';
import { OcspError } from '../../src/certificates/revocation/ocsp/ocsp-error.js';
import { type OcspManner, OcspSource } from '../../src/certificates/revocation/ocsp/ocsp-source.js';
import { encodeOcspRequest } from '../../src/certificates/revocation/ocsp/request.js';
import { parseOcspResponse } from '../../src/certificates/revocation/ocsp/response.js';
import type { RevocationStatus } from '../../src/certificates/revocation/source.js';
import type { Authority } from '../../src/certificates/trust.js';
import { objectIdentifier, sequence } from '../../src/demo/pki/der.js';
import { authorityInfoAccess, extension, keyUsage } from '../../src/demo/pki/extensions.js';
import { mutationRuns, mutations } from './support/mutations.js';
import { OpensslResponder, revokedAt, type Signer } from './support/openssl-ocsp.js';
import { makeAuthority, makeCard, makeSmallPki, type SmallPki } from './support/small-pki.js';

const serials = { good: '6a01', revoked: '6a02', onHold: '6a03', stranger: '6a04' } as const;
const hour = 3_600_000;

let pki: SmallPki;
let g3: Authority;
let anchor: Authority;
let responder: OpensslResponder;
let delegate: Signer;
let at: number;

beforeAll(() => {
  pki = makeSmallPki();
  g3 = authorityOf(pki.g3.keys.keyId);
  anchor = authorityOf(pki.root.keys.keyId);
  delegate = makeDelegate([ocspSigning, noCheck]);
  responder = new OpensslResponder(pki.g3, [
    { serial: serials.good },
    { serial: serials.revoked, revocation: 'keyCompromise' },
    { serial: serials.onHold, revocation: 'certificateHold' },
  ]);
  // The openssl responder has no other clock than the machine's.
  at = Date.now();
});

afterAll(() => responder.close());

function authorityOf(keyId: Buffer): Authority {
  const [authority] = pki.trust.byKeyId.get(keyId.toString('hex')) ?? [];
  if (authority === undefined) throw new TypeError('not in the small PKI');
  return authority;
}

const ocspSigning = extension('2.5.29.37', 'critical', sequence(objectIdentifier('1.3.6.1.5.5.7.3.9')));
const clientAuth = extension('2.5.29.37', 'critical', sequence(objectIdentifier('1.3.6.1.5.5.7.3.2')));
const noCheck = extension('1.3.6.1.5.5.7.48.1.5', 'not critical', Buffer.from('0500', 'hex'));

function makeDelegate(extensions: readonly Buffer[], issuer = pki.g3, validity = {}): Signer {
  return makeAuthority({
    name: [['CN', 'OCSP Responder']],
    keys: pki.cardKeys,
    issuer,
    extensions: [keyUsage(['digitalSignature']), ...extensions],
    ...validity,
  });
}

function cardOf(serial: string, addresses: { ocsp?: string } = {}): Certificate {
  const access = authorityInfoAccess({ caIssuers: 'http://pki.example.tw/g3.crt', ...addresses });
  const plan = { serial: Buffer.from(serial, 'hex') };
  return parseCertificate(makeCard(pki.g3, pki.cardKeys, { plan, extensions: { access } }));
}

const nonce = Buffer.alloc(32, 7);

function requestOf(serial: string, bytes: Buffer | undefined = nonce, hashName: CertIdHash = 'sha1'): Buffer {
  return encodeOcspRequest(certIdOf(cardOf(serial), g3.certificate, hashName), bytes);
}

function questionOf(serial: string, changes: Partial<OcspQuestion> = {}): OcspQuestion {
  return {
    certificate: cardOf(serial),
    issuer: g3.certificate,
    known: [],
    at,
    skew: 60_000,
    maxAge: undefined,
    nonce: { bytes: nonce, mode: 'required' },
    responderStatus: () => ({ outcome: 'unavailable', detail: '' }),
    ...changes,
  };
}

/** The outcome, or the fault of a response that must not be relied on. */
function outcomeOf(response: Buffer, question: OcspQuestion): string {
  try {
    return judgeOcspResponse(response, question).status.outcome;
  } catch (error) {
    if (error instanceof OcspError) return error.fault;
    throw error;
  }
}

describe('a response of the openssl responder', () => {
  it.each(['sha1', 'sha256'] as const)('tells good, revoked, on hold and unknown (%s)', (hashName) => {
    const statuses = Object.values(serials).map((serial) => {
      const response = responder.answer(requestOf(serial, nonce, hashName), delegate);
      return judgeOcspResponse(response, questionOf(serial)).status;
    });
    expect(statuses).toEqual([
      { outcome: 'good' },
      { outcome: 'revoked', reason: 'keyCompromise', since: revokedAt },
      { outcome: 'on-hold', since: revokedAt },
      { outcome: 'unknown', detail: 'the responder does not know the certificate' },
    ]);
  });

  it('may be signed by the issuer itself, name the responder by key, or leave its certificate out', () => {
    const own = responder.answer(requestOf(serials.good), pki.g3);
    expect(outcomeOf(own, questionOf(serials.good))).toBe('good');
    const byKey = responder.answer(requestOf(serials.good), delegate, ['-nmin', '60', '-resp_key_id']);
    expect(outcomeOf(byKey, questionOf(serials.good))).toBe('good');
    const bare = responder.answer(requestOf(serials.good), delegate, ['-nmin', '60', '-resp_no_certs']);
    expect(outcomeOf(bare, questionOf(serials.good))).toBe('wrong-responder');
    const known = [parseCertificate(delegate.certificate)];
    expect(outcomeOf(bare, questionOf(serials.good, { known }))).toBe('good');
  });

  it('is refused with another nonce or none; where none was asked for, with any', () => {
    const response = responder.answer(requestOf(serials.good), delegate);
    const other = { bytes: Buffer.alloc(32, 8), mode: 'optional' } as const;
    expect(outcomeOf(response, questionOf(serials.good, { nonce: other }))).toBe('wrong-nonce');
    expect(outcomeOf(response, questionOf(serials.good, { nonce: undefined }))).toBe('good');
    const certId = certIdOf(cardOf(serials.good), g3.certificate, 'sha1');
    const without = responder.answer(encodeOcspRequest(certId, undefined), delegate);
    expect(outcomeOf(without, questionOf(serials.good))).toBe('wrong-nonce');
    expect(outcomeOf(without, questionOf(serials.good, { nonce: { bytes: nonce, mode: 'optional' } }))).toBe(
      'good',
    );
  });

  it('is refused when it is about another certificate', () => {
    const response = responder.answer(requestOf(serials.good), delegate);
    expect(outcomeOf(response, questionOf(serials.revoked))).toBe('other-certificate');
  });

  it('counts from thisUpdate to nextUpdate, give or take the skew', () => {
    const response = responder.answer(requestOf(serials.good), delegate);
    const [answer] = parseOcspResponse(response).answers;
    const { thisUpdate = 0, nextUpdate = 0 } = answer ?? {};
    const outcomeAt = (moment: number, changes = {}) =>
      outcomeOf(response, questionOf(serials.good, { at: moment, ...changes }));
    expect(nextUpdate - thisUpdate).toBe(hour);
    expect(outcomeAt(thisUpdate - 60_000)).toBe('good');
    expect(outcomeAt(thisUpdate - 60_001)).toBe('not-yet-valid');
    expect(outcomeAt(nextUpdate + 60_000)).toBe('good');
    expect(outcomeAt(nextUpdate + 60_001)).toBe('stale');
    expect(outcomeAt(thisUpdate + 120_000, { maxAge: 120_000 })).toBe('good');
    expect(outcomeAt(thisUpdate + 120_001, { maxAge: 120_000 })).toBe('stale');
  });

  it('without nextUpdate is of now, or as old as is allowed', () => {
    const response = responder.answer(requestOf(serials.good), delegate, []);
    const [answer] = parseOcspResponse(response).answers;
    expect(answer?.nextUpdate).toBeUndefined();
    const late = (answer?.thisUpdate ?? 0) + 60_001;
    expect(outcomeOf(response, questionOf(serials.good))).toBe('good');
    expect(outcomeOf(response, questionOf(serials.good, { at: late }))).toBe('stale');
    expect(outcomeOf(response, questionOf(serials.good, { at: late, maxAge: 120_000 }))).toBe('good');
  });

  it('is refused from a responder that the issuer did not delegate directly', () => {
    const expired = { notAfter: new Date('2026-01-01T00:00:00Z') };
    const signers: Record<string, Signer> = {
      'without EKU': makeDelegate([noCheck]),
      'with another EKU': makeDelegate([clientAuth, noCheck]),
      'of the other generation with the same name': makeDelegate([ocspSigning, noCheck], pki.g2),
      'of the root': makeDelegate([ocspSigning, noCheck], pki.root),
      expired: makeDelegate([ocspSigning, noCheck], pki.g3, expired),
      'without nocheck, and no list says that it is good': makeDelegate([ocspSigning]),
      'the other generation itself': { ...pki.g2, certificate: pki.g2.certificate },
    };
    const outcomes = Object.entries(signers).map(([name, signer]) => {
      const response = responder.answer(requestOf(serials.good), signer);
      return [name, outcomeOf(response, questionOf(serials.good))];
    });
    const { 'the other generation itself': _, ...delegates } = signers;
    expect(Object.fromEntries(outcomes)).toEqual({
      ...Object.fromEntries(Object.keys(delegates).map((name) => [name, 'wrong-responder'])),
      // Its name is that of the issuer, its signature is not.
      'the other generation itself': 'wrong-signature',
    });
  });

  it('is taken from a responder without nocheck that a list says is good', () => {
    const response = responder.answer(requestOf(serials.good), makeDelegate([ocspSigning]));
    const responderStatus = (): RevocationStatus => ({ outcome: 'good' });
    expect(outcomeOf(response, questionOf(serials.good, { responderStatus }))).toBe('good');
  });

  it('is refused when its bytes were changed, cut off or followed by others', () => {
    const response = responder.answer(requestOf(serials.good), pki.g3);
    const { signature } = parseOcspResponse(response);
    const changed = Buffer.from(response);
    const last = response.indexOf(signature) + signature.length - 1;
    changed[last] = (changed[last] ?? 0) ^ 1;
    expect(outcomeOf(changed, questionOf(serials.good))).toBe('wrong-signature');
    expect(outcomeOf(response.subarray(0, -1), questionOf(serials.good))).toBe('malformed');
    expect(outcomeOf(Buffer.concat([response, Buffer.of(0)]), questionOf(serials.good))).toBe('malformed');
    expect(outcomeOf(Buffer.from('30030a0103', 'hex'), questionOf(serials.good))).toBe('responder-error');
  });

  it('mutated throws nothing but our own error, and never says more than was signed', () => {
    const response = responder.answer(requestOf(serials.revoked), delegate);
    const { tbs } = parseOcspResponse(response);
    const question = questionOf(serials.revoked);
    fc.assert(
      fc.property(mutations(response), (mutated) => {
        try {
          expect(judgeOcspResponse(mutated, question).status.outcome).toBe('revoked');
          expect(parseOcspResponse(mutated).tbs).toEqual(tbs);
        } catch (error) {
          expect(error).toBeInstanceOf(OcspError);
        }
      }),
      { numRuns: mutationRuns },
    );
  });
});

describe('asking a responder', () => {
  const manner: OcspManner = { nonce: 'required', certIdHash: 'sha256', maxAgeSeconds: undefined };

  function sourceOf(fetch: Fetch, changes: Partial<OcspManner> = {}): OcspSource {
    return new OcspSource({
      fetch,
      randomBytes,
      mannerOf: () => ({ ...manner, ...changes }),
      responders: new CrlSource(0),
    });
  }

  const ask = (source: Pick<OcspSource, 'statusOf'>, card: Certificate, moment = at) =>
    source.statusOf(card, g3, moment, anchor);

  /** A network with one server, which counts what it is asked. */
  function serverOf(answer: (request: Buffer) => Response | Promise<Response>) {
    let asked = 0;
    const fetch: Fetch = async (_, init) => {
      asked += 1;
      return answer(Buffer.from(init?.body as Uint8Array));
    };
    return { fetch, asked: () => asked };
  }

  it('works over HTTP with the openssl responder', async () => {
    const ocsp = await responder.listen(delegate);
    const source = sourceOf(fetch);
    expect(await ask(source, cardOf(serials.good, { ocsp }))).toEqual({ outcome: 'good' });
    expect(await ask(source, cardOf(serials.revoked, { ocsp }))).toMatchObject({ outcome: 'revoked' });
    expect(await ask(source, cardOf(serials.onHold, { ocsp }))).toMatchObject({ outcome: 'on-hold' });
    expect(await ask(source, cardOf(serials.stranger, { ocsp }))).toMatchObject({ outcome: 'unknown' });
  });

  it('remembers an answer until its nextUpdate, and asks once for all who ask meanwhile', async () => {
    const { fetch, asked } = serverOf(
      (request) => new Response(Buffer.from(responder.answer(request, delegate, ['-nmin', '30']))),
    );
    const card = cardOf(serials.good, { ocsp: 'http://ocsp.example.tw/' });
    const source = sourceOf(fetch);
    await Promise.all([ask(source, card), ask(source, card)]);
    await ask(source, card, at + 29 * 60_000);
    expect(asked()).toBe(1);
    expect(await ask(source, card, at + 31 * 60_000)).toEqual({ outcome: 'good' });
    expect(asked()).toBe(2);
  });

  it.each([
    [
      'an HTTP error',
      () => new Response('', { status: 500 }),
      'unreachable: the responder answers with HTTP',
    ],
    ['a page', () => new Response('<html>'), 'malformed: '],
    ['too many bytes', () => new Response(Buffer.alloc(70_000)), 'unreachable: more than 65536 bytes'],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'unreachable: no answer'],
  ])('is unavailable after %s', async (_, answer, detail) => {
    const card = cardOf(serials.good, { ocsp: 'http://ocsp.example.tw/' });
    const status = await ask(sourceOf(serverOf(answer).fetch), card);
    expect(status).toEqual({ outcome: 'unavailable', detail: expect.stringContaining(detail) });
  });

  it('asks nobody for a certificate without a responder, and follows only http addresses', async () => {
    const { fetch, asked } = serverOf(() => new Response(''));
    expect((await ask(sourceOf(fetch), cardOf(serials.good))).outcome).toBe('unavailable');
    const local = cardOf(serials.good, { ocsp: 'file:///etc/passwd' });
    expect((await ask(sourceOf(fetch), local)).outcome).toBe('unavailable');
    expect(asked()).toBe(0);
  });

  it('is done as the operator chose for the anchor', async () => {
    const fixed = (status: RevocationStatus) => ({ statusOf: () => status });
    const [good, unknown] = [{ outcome: 'good' }, { outcome: 'unknown', detail: 'o' }] as const;
    const none = { outcome: 'unavailable', detail: 'n' } as const;
    const revoked = { outcome: 'revoked', reason: '', since: revokedAt } as const;
    const chosen = (way: 'crl' | 'ocsp' | 'ocsp-then-crl', ocsp: RevocationStatus, crl: RevocationStatus) =>
      new ChosenSource({ ocsp: fixed(ocsp), crl: fixed(crl) }, () => way);
    const answer = async (source: ChosenSource) => source.statusOf(cardOf(serials.good), g3, at, anchor);
    expect(await answer(chosen('crl', revoked, good))).toEqual(good);
    expect(await answer(chosen('ocsp', none, good))).toEqual(none);
    expect(await answer(chosen('ocsp-then-crl', revoked, good))).toEqual(revoked);
    expect(await answer(chosen('ocsp-then-crl', unknown, good))).toEqual(unknown);
    expect(await answer(chosen('ocsp-then-crl', none, revoked))).toEqual(revoked);
    expect(await answer(chosen('ocsp-then-crl', none, none))).toEqual({
      outcome: 'unavailable',
      detail: 'n; n',
    });
  });
});
