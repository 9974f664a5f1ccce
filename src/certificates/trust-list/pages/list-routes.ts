import type { Route } from '../../../web/index.js';
import { leadsToAnchor } from '../leads-to-anchor.js';
import { waitingProposals } from '../proposal-store.js';
import { type ListedAuthority, type TrustList, trustOf } from '../trust-list.js';
import { currentList, type TrustPageServices, whoTrusts } from './services.js';
import { showCertificate } from './show-certificate.js';
import { showLists, showRefusedFiles } from './show-lists.js';
import { showProposal } from './show-proposal.js';

/** The trust list: proposals that wait, certificates, and the state of their CRLs. */
export function trustListRoutes(services: TrustPageServices): readonly Route[] {
  const { db, clock, render, cards } = services;
  return [
    {
      method: 'get',
      path: '/trust',
      who: whoTrusts,
      takes: 'nothing',
      async handle(request, response) {
        const at = clock().getTime();
        const list = await currentList(services);
        const trust = trustOf(list);
        const waiting = await waitingProposals(db);
        const state = cards.describeLists();
        const certificates = inTreeOrder(list).map(({ authority, revocation }) => ({
          ...showCertificate(authority, at),
          revocation,
          isTrusted: leadsToAnchor(authority, trust, at),
          isWaiting: waiting.some(
            ({ change }) => change.authority.certificate.fingerprint === authority.certificate.fingerprint,
          ),
        }));
        render(request, response, 'certificates/trust-list/views/list.njk', {
          certificates,
          waiting: waiting.map((proposal) => showProposal(proposal, at)),
          crls: uniqueKeys(certificates).flatMap((issuer) =>
            showLists(state, issuer.keyId, at).map((shown) => ({ ...shown, issuer })),
          ),
          refusedFiles: showRefusedFiles(state),
        });
      },
    },
  ];
}

/** Each anchor with what is below it, then what leads nowhere. */
function inTreeOrder({ entries }: TrustList): readonly ListedAuthority[] {
  const ordered = new Set<ListedAuthority>();
  const follow = (entry: ListedAuthority) => {
    if (ordered.has(entry)) return;
    ordered.add(entry);
    for (const below of entries) {
      if (below.authority.certificate.authorityKeyId === entry.authority.keyId) follow(below);
    }
  };
  for (const entry of entries) if (entry.authority.isAnchor) follow(entry);
  for (const entry of entries) follow(entry);
  return [...ordered];
}

/** Certificates with one key have one list. */
function uniqueKeys<T extends { readonly keyId: string }>(certificates: readonly T[]): readonly T[] {
  return [...new Map(certificates.map((certificate) => [certificate.keyId, certificate])).values()];
}
