import type { RandomBytes } from '../../../clock.js';
import type { Certificate } from '../../certificate.js';
import type { Authority } from '../../trust.js';
import { type Fetch, FetchError, fetchBounded, isHttp } from '../fetch-bounded.js';
import type { RevocationSource, RevocationStatus } from '../source.js';
import { type CertIdHash, certIdOf, encodeCertId } from './cert-id.js';
import { judgeOcspResponse, type OcspJudgement } from './judge-response.js';
import { OcspCache } from './ocsp-cache.js';
import { OcspError } from './ocsp-error.js';
import { encodeOcspRequest, nonceBytes } from './request.js';
import { maximumResponseBytes } from './response.js';

/** How the responders below one anchor are asked; an operator's choice. */
export interface OcspManner {
  /** Whether a response without our nonce is refused. Responders that sign ahead of time cannot repeat one. */
  readonly nonce: 'required' | 'optional';
  readonly certIdHash: CertIdHash;
  /** How old thisUpdate may be, in seconds; undefined for as old as nextUpdate lets it be. */
  readonly maxAgeSeconds: number | undefined;
}

export interface OcspSourceOptions {
  readonly fetch: Fetch;
  readonly randomBytes: RandomBytes;
  /** How to ask below an anchor. */
  readonly mannerOf: (anchor: Authority) => OcspManner;
  /** Where the status of a responder without id-pkix-ocsp-nocheck comes from. */
  readonly responders: { statusOf(responder: Certificate, issuer: Authority, at: number): RevocationStatus };
}

/** How far an authority's clock may be from ours, in milliseconds. */
export const clockSkew = 5 * 60_000;

const milliseconds = 5_000;
/** Of the addresses in a certificate, the first ones are tried. */
const mostAddresses = 2;

/** Asks the OCSP responders that certificates name (RFC 6960). */
export class OcspSource implements RevocationSource {
  private readonly cache = new OcspCache();
  private readonly asking = new Map<string, Promise<RevocationStatus>>();
  private readonly options: OcspSourceOptions;

  constructor(options: OcspSourceOptions) {
    this.options = options;
  }

  async statusOf(
    certificate: Certificate,
    issuer: Authority,
    at: number,
    anchor: Authority,
  ): Promise<RevocationStatus> {
    const manner = this.options.mannerOf(anchor);
    const certId = certIdOf(certificate, issuer.certificate, manner.certIdHash);
    const key = encodeCertId(certId).toString('base64');
    const known = this.cache.find(key, at);
    if (known !== undefined) return known;
    // Who asks about the same card meanwhile waits for the same answer.
    const answer = this.asking.get(key) ?? this.ask(certificate, issuer, { at, manner, key });
    this.asking.set(key, answer);
    try {
      return await answer;
    } finally {
      this.asking.delete(key);
    }
  }

  private async ask(
    certificate: Certificate,
    issuer: Authority,
    { at, manner, key }: Asking,
  ): Promise<RevocationStatus> {
    const addresses = certificate.ocspAddresses.filter(isHttp).slice(0, mostAddresses);
    let detail = 'the certificate names no OCSP responder';
    for (const address of addresses) {
      try {
        const judgement = await this.askResponder(address, { certificate, issuer, at, manner });
        this.cache.store(key, judgement, at);
        return judgement.status;
      } catch (error) {
        if (!(error instanceof OcspError)) throw error;
        detail = `${address}: ${error.fault}: ${error.message}`;
      }
    }
    return { outcome: 'unavailable', detail };
  }

  private async askResponder(address: string, question: Question): Promise<OcspJudgement> {
    const { certificate, issuer, at, manner } = question;
    const nonce = this.options.randomBytes(nonceBytes);
    const certId = certIdOf(certificate, issuer.certificate, manner.certIdHash);
    const response = await postOcsp(this.options.fetch, address, encodeOcspRequest(certId, nonce));
    return judgeOcspResponse(response, {
      certificate,
      issuer: issuer.certificate,
      known: [],
      at,
      skew: clockSkew,
      maxAge: manner.maxAgeSeconds === undefined ? undefined : manner.maxAgeSeconds * 1000,
      nonce: { bytes: nonce, mode: manner.nonce },
      responderStatus: (responder) => this.options.responders.statusOf(responder, issuer, at),
    });
  }
}

interface Asking {
  readonly at: number;
  readonly manner: OcspManner;
  readonly key: string;
}

interface Question {
  readonly certificate: Certificate;
  readonly issuer: Authority;
  readonly at: number;
  readonly manner: OcspManner;
}

/** RFC 6960 appendix A. @throws OcspError `unreachable` */
async function postOcsp(fetch: Fetch, address: string, request: Buffer): Promise<Buffer> {
  const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
  const limits = { mostBytes: maximumResponseBytes, milliseconds };
  try {
    const init = { method: 'POST', headers, body: request };
    const { status, body, cancel } = await fetchBounded(fetch, address, init, limits);
    if (status !== 200) {
      await cancel();
      throw new OcspError('unreachable', `the responder answers with HTTP status ${status}`);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof FetchError) throw new OcspError('unreachable', error.message);
    throw error;
  }
}
