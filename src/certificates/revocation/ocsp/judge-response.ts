import type { Certificate } from '../../certificate.js';
import { crlReasons, reasonNumber } from '../crl-reasons.js';
import type { RevocationStatus } from '../source.js';
import { type CertIdHash, certIdOf, isSameCertId, type NamedCertificate } from './cert-id.js';
import { findResponder, isSignedBy, type ResponderOptions } from './find-responder.js';
import { OcspError } from './ocsp-error.js';
import { type OcspAnswer, type OcspResponse, parseOcspResponse } from './response.js';

/** What a response is held against. */
export interface OcspQuestion extends ResponderOptions {
  readonly certificate: NamedCertificate;
  /** What the response must repeat: `asked` where it may also leave it out, undefined where none was sent. */
  readonly nonce: { readonly bytes: Buffer; readonly mode: 'required' | 'optional' } | undefined;
  /** How old thisUpdate may be, in milliseconds; undefined for as old as nextUpdate lets it be. */
  readonly maxAge: number | undefined;
}

/** What a response that can be relied on says. */
export interface OcspJudgement {
  readonly status: Exclude<RevocationStatus, { outcome: 'unavailable' }>;
  /** Until when it may be repeated, in milliseconds since 1970. */
  readonly nextUpdate: number;
}

/**
 * Verifies an OCSP response (RFC 6960 3.2) and tells the status of the certificate that was asked about.
 *
 * @throws OcspError for a response that must not be relied on, whatever its bytes are
 */
export function judgeOcspResponse(der: Buffer, question: OcspQuestion): OcspJudgement {
  const response = parseOcspResponse(der);
  const answer = findAnswer(response, question);
  const check: ResponseCheck = { response, answer, question };
  for (const step of steps) step(check);
  return { status: statusOf(answer), nextUpdate: answer.nextUpdate ?? answer.thisUpdate };
}

interface ResponseCheck {
  readonly response: OcspResponse;
  readonly answer: OcspAnswer;
  readonly question: OcspQuestion;
}

/** RFC 6960 3.2, after point 1 (the answer is about the certificate that was asked for). */
const steps: readonly ((check: ResponseCheck) => void)[] = [
  checkNonce,
  checkSignature, // points 2 to 4
  checkProduced,
  checkThisUpdate, // point 5
  checkNextUpdate, // point 6
];

const certIdHashes: readonly CertIdHash[] = ['sha1', 'sha256'];

/** @throws OcspError when it has no answer about the certificate, or more than one */
function findAnswer({ answers }: OcspResponse, { certificate, issuer }: OcspQuestion): OcspAnswer {
  const wanted = certIdHashes.map((hashName) => certIdOf(certificate, issuer, hashName));
  const [answer, ...others] = answers.filter(({ certId }) => wanted.some((id) => isSameCertId(id, certId)));
  if (answer === undefined) throw new OcspError('other-certificate', 'the response is about others');
  if (others.length > 0) throw new OcspError('malformed', 'two answers about one certificate');
  return answer;
}

/** RFC 9654 2.1: a nonce that is there must be ours; without it an old response could be played again. */
function checkNonce({ response, question }: ResponseCheck): void {
  const { nonce } = question;
  if (nonce === undefined) return;
  if (response.nonce === undefined && nonce.mode === 'optional') return;
  if (response.nonce?.equals(nonce.bytes) === true) return;
  const found = response.nonce === undefined ? 'no nonce' : 'another nonce';
  throw new OcspError('wrong-nonce', `the response has ${found}`);
}

function checkSignature({ response, question }: ResponseCheck): void {
  const responder: Certificate = findResponder(response, question);
  if (!isSignedBy(responder, response)) {
    throw new OcspError('wrong-signature', 'the signature is not the one of the responder');
  }
}

function checkProduced({ response, question }: ResponseCheck): void {
  if (response.producedAt > question.at + question.skew) {
    throw new OcspError('not-yet-valid', 'the response was produced at a later time');
  }
}

function checkThisUpdate({ answer, question }: ResponseCheck): void {
  const { at, skew, maxAge } = question;
  if (answer.thisUpdate > at + skew) throw new OcspError('not-yet-valid', 'the answer is of a later time');
  if (maxAge !== undefined && answer.thisUpdate < at - maxAge) {
    throw new OcspError('stale', 'thisUpdate is too long ago');
  }
}

/** Without nextUpdate newer information is there at any time (RFC 6960 2.4), so the answer must be of now. */
function checkNextUpdate({ answer: { thisUpdate, nextUpdate }, question }: ResponseCheck): void {
  const { at, skew, maxAge } = question;
  if (nextUpdate === undefined) {
    if (maxAge === undefined && thisUpdate < at - skew) {
      throw new OcspError('stale', 'there is no nextUpdate, and thisUpdate is too long ago');
    }
    return;
  }
  if (nextUpdate < thisUpdate) throw new OcspError('malformed', 'nextUpdate is before thisUpdate');
  if (at > nextUpdate + skew) throw new OcspError('stale', 'the answer is past its nextUpdate');
}

function statusOf({ status }: OcspAnswer): OcspJudgement['status'] {
  if (status.kind === 'good') return { outcome: 'good' };
  if (status.kind === 'unknown') {
    return { outcome: 'unknown', detail: 'the responder does not know the certificate' };
  }
  const since = new Date(status.revokedAt);
  if (status.reason === reasonNumber.certificateHold) return { outcome: 'on-hold', since };
  return { outcome: 'revoked', reason: crlReasons[status.reason] ?? '', since };
}
