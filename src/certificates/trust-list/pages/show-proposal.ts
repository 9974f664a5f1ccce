import type { Proposal } from '../proposal.js';
import { type ShownCertificate, showCertificate } from './show-certificate.js';

/** A proposal as the pages show it. */
export interface ShownProposal extends Omit<Proposal, 'change'> {
  readonly kind: Proposal['change']['kind'];
  readonly revocation: Proposal['change']['revocation'];
  readonly certificate: ShownCertificate;
}

/** @param at milliseconds since 1970 */
export function showProposal({ change, ...proposal }: Proposal, at: number): ShownProposal {
  const { kind, revocation, authority } = change;
  return { ...proposal, kind, revocation, certificate: showCertificate(authority, at) };
}
