import { Problem } from '../../problems/index.js';
import { buildPath } from '../path.js';
import type { Authority, Trust } from '../trust.js';
import { VerifiedCertificates } from '../verified-certificates.js';

/** The anchor that an authority leads to, itself if it is one; undefined when it leads to none now. */
export function anchorOf(authority: Authority, trust: Trust, at: number): Authority | undefined {
  if (authority.isAnchor) return authority;
  try {
    const options = { trust, verified: new VerifiedCertificates(), at };
    return buildPath(authority.certificate, options).authorities.at(-1);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Whether a path leads from an authority to an anchor, at `at` (milliseconds since 1970). */
export function leadsToAnchor(authority: Authority, trust: Trust, at: number): boolean {
  return anchorOf(authority, trust, at) !== undefined;
}
