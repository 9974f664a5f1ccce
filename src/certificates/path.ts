import { Problem } from '../problems/index.js';
import type { Certificate } from './certificate.js';
import { DerError } from './der.js';
import { isSameName } from './distinguished-name.js';
import type { Authority, Trust } from './trust.js';
import type { VerifiedCertificates } from './verified-certificates.js';

/** From a card's certificate to an anchor: the card first, the anchor last. */
export interface Path {
  readonly certificate: Certificate;
  readonly authorities: readonly Authority[];
}

export interface PathOptions {
  readonly trust: Trust;
  readonly verified: VerifiedCertificates;
  /** Milliseconds since 1970: every authority must be valid then. */
  readonly at: number;
}

/** A path longer than this leads nowhere; it also ends circles of cross certificates. */
const mostAuthorities = 6;

/**
 * Builds the path from a card to an anchor (RFC 5280 6.1). Issuers are picked by key identifier, never by name: the
 * generations of MOICA share one name. Each step is checked: names chain, validity, authority flag and key usage, path
 * length, signature.
 *
 * @throws Problem `ERR_CARD_ISSUER_UNKNOWN`, `ERR_CARD_ISSUER_EXPIRED`, or `ERR_CARD_PATH` for everything else
 */
export function buildPath(certificate: Certificate, options: PathOptions): Path {
  refuseUnknownCritical(certificate);
  return { certificate, authorities: findAuthorities([certificate], options) };
}

/** @param chain the path so far: the card first, the certificate whose issuer is wanted last */
function findAuthorities(chain: Chain, options: PathOptions): readonly Authority[] {
  const child = chain[chain.length - 1] ?? chain[0];
  const candidates =
    child.authorityKeyId === undefined ? [] : options.trust.byKeyId.get(child.authorityKeyId);
  if (candidates === undefined || candidates.length === 0) {
    throw new Problem('ERR_CARD_ISSUER_UNKNOWN', {
      detail: `no authority with key ${child.authorityKeyId ?? '(none)'}`,
    });
  }
  if (chain.length > mostAuthorities) throw new Problem('ERR_CARD_PATH', { detail: 'the path is too long' });
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      return followAuthority({ chain, child, authority: candidate, options });
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function followAuthority(step: Step): readonly Authority[] {
  for (const check of checks) check(step);
  const { authority, chain, options } = step;
  if (authority.isAnchor) return [authority];
  return [authority, ...findAuthorities([...chain, authority.certificate], options)];
}

type Chain = readonly [Certificate, ...Certificate[]];

interface Step {
  readonly chain: Chain;
  readonly child: Certificate;
  readonly authority: Authority;
  readonly options: PathOptions;
}

const checks: readonly ((step: Step) => void)[] = [
  checkNames,
  checkAuthorityValidity,
  checkAuthorityFlags,
  checkPathLength,
  checkSignature,
];

function checkNames({ child, authority }: Step): void {
  if (!isSameName(child.issuer, authority.certificate.subject)) fail(authority, 'the names do not chain');
}

function checkAuthorityValidity({ authority, options }: Step): void {
  const { notBefore, notAfter } = authority.certificate;
  // notAfter belongs to the validity with its whole second (RFC 5280 4.1.2.5).
  if (options.at >= notBefore && options.at < notAfter + 1000) return;
  throw new Problem('ERR_CARD_ISSUER_EXPIRED', {
    detail: `authority ${authority.keyId} is outside its validity`,
  });
}

function checkAuthorityFlags({ authority }: Step): void {
  const { basicConstraints, keyUsage } = authority.certificate;
  refuseUnknownCritical(authority.certificate);
  if (basicConstraints?.isAuthority !== true) fail(authority, 'not marked as an authority');
  // Key usage may be absent from old anchors (RFC 5280 6.1.4 n).
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) fail(authority, 'may not sign certificates');
}

/** Self-issued authorities do not count (RFC 5280 4.2.1.9). */
function checkPathLength({ authority, chain }: Step): void {
  const most = authority.certificate.basicConstraints?.pathLength;
  const [, ...authorities] = chain;
  const below = authorities.filter(({ issuer, subject }) => !isSameName(issuer, subject)).length;
  if (most !== undefined && below > most)
    fail(authority, `${below} authorities below it where ${most} may be`);
}

function checkSignature({ child, authority, options }: Step): void {
  if (!isSigned(child, authority, options)) fail(authority, 'did not sign the certificate below it');
}

function isSigned(child: Certificate, authority: Authority, { verified }: PathOptions): boolean {
  try {
    return verified.isSignedBy(child, authority.certificate);
  } catch (error) {
    if (error instanceof DerError) fail(authority, error.message);
    throw error;
  }
}

function refuseUnknownCritical({ unknownCritical }: Certificate): void {
  if (unknownCritical.length === 0) return;
  throw new Problem('ERR_CARD_PATH', {
    detail: `critical extension ${unknownCritical.join(', ')} is not understood`,
  });
}

function fail(authority: Authority, detail: string): never {
  throw new Problem('ERR_CARD_PATH', { detail: `authority ${authority.keyId}: ${detail}` });
}
