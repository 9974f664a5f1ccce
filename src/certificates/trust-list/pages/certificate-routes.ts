import type { Request, Response } from 'express';
import { Problem } from '../../../problems/index.js';
import { formOf, type Route } from '../../../web/index.js';
import { accountsBoundUnder } from '../../binding/store.js';
import { revocationWays } from '../../revocation/chosen-source.js';
import { auditRefresh } from '../audit-refresh.js';
import { findListed } from '../find-listed.js';
import { leadsToAnchor } from '../leads-to-anchor.js';
import type { TrustChange } from '../proposal.js';
import { waitingProposals } from '../proposal-store.js';
import { proposeChange } from '../propose-change.js';
import { type ListedAuthority, type TrustList, trustOf } from '../trust-list.js';
import { actorFor, currentList, type TrustPageServices, whoTrusts } from './services.js';
import { showCertificate } from './show-certificate.js';
import { showImpact } from './show-impact.js';
import { isFailure, showLists } from './show-lists.js';

/** One certificate of the trust list: its facts, its CRL, and proposing to remove it or to ask otherwise for revocation. */
export function certificateRoutes(services: TrustPageServices): readonly Route[] {
  const { db, clock, render, cards } = services;

  async function showOne(request: Request, response: Response): Promise<void> {
    const { list, entry } = await load(services, request);
    const { authority, revocation } = entry;
    const at = clock().getTime();
    const waiting = await waitingProposals(db);
    render(request, response, 'certificates/trust-list/views/certificate.njk', {
      certificate: showCertificate(authority, at),
      revocation,
      isTrusted: leadsToAnchor(authority, trustOf(list), at),
      crls: showLists(cards.describeLists(), authority.keyId, at),
      bound: (await accountsBoundUnder(db, [authority.keyId])).length,
      proposal: waiting.find(
        ({ change }) => change.authority.certificate.fingerprint === authority.certificate.fingerprint,
      ),
      refreshed: readRefreshed(request),
    });
  }

  async function showRemoval(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { list, entry } = await load(services, request);
    const change: TrustChange = { kind: 'remove', authority: entry.authority, revocation: null };
    render(request, response, 'certificates/trust-list/views/remove.njk', {
      certificate: showCertificate(entry.authority, clock().getTime()),
      impact: await showImpact(services, request, { change, list }),
      ...model,
    });
  }

  async function showRevocation(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { entry } = await load(services, request);
    if (!entry.authority.isAnchor) throw new Problem('ERR_TRUST_NO_ANCHOR');
    render(request, response, 'certificates/trust-list/views/revocation.njk', {
      certificate: showCertificate(entry.authority, clock().getTime()),
      revocation: entry.revocation,
      ways: revocationWays,
      ...model,
    });
  }

  return [
    { method: 'get', path: `${base}`, who: whoTrusts, takes: 'nothing', handle: showOne },
    {
      method: 'post',
      path: `${base}/refresh`,
      who: whoTrusts,
      takes: 'form',
      async handle(request, response) {
        const { entry } = await load(services, request);
        const { keyId, certificate } = entry.authority;
        const reports = await cards.downloadCrlsOf(keyId);
        await auditRefresh(db, {
          reference: keyId,
          reports,
          by: actorFor(services, request),
          at: clock(),
        });
        const hasAddress = cards.describeLists().places.some(({ issuer }) => issuer === keyId);
        const outcome = hasAddress ? reports.filter(isFailure).length : 'no-address';
        response.redirect(303, `/trust/certificates/${certificate.fingerprint}?refreshed=${outcome}`);
      },
    },
    {
      method: 'get',
      path: `${base}/remove`,
      who: whoTrusts,
      takes: 'nothing',
      handle: (request, response) => showRemoval(request, response),
    },
    {
      method: 'post',
      path: `${base}/remove`,
      who: whoTrusts,
      takes: 'form',
      async handle(request, response) {
        const { entry } = await load(services, request);
        const reason = formOf(request).text('reason');
        const change: TrustChange = { kind: 'remove', authority: entry.authority, revocation: null };
        try {
          const id = await proposeChange(services, { change, reason }, actorFor(services, request));
          response.redirect(303, `/trust/proposals/${id}?done=proposed`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !showable.has(problem.code)) throw problem;
          await showRemoval(request, response, { problem, values: { reason } });
        }
      },
    },
    {
      method: 'get',
      path: `${base}/revocation`,
      who: whoTrusts,
      takes: 'nothing',
      handle: (request, response) => showRevocation(request, response),
    },
    {
      method: 'post',
      path: `${base}/revocation`,
      who: whoTrusts,
      takes: 'form',
      async handle(request, response) {
        const { entry } = await load(services, request);
        const form = formOf(request);
        const [reason, typed] = [form.text('reason'), form.text('revocation')];
        try {
          const revocation = readWay(typed, entry);
          const change: TrustChange = { kind: 'revocation', authority: entry.authority, revocation };
          const id = await proposeChange(services, { change, reason }, actorFor(services, request));
          response.redirect(303, `/trust/proposals/${id}?done=proposed`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !showable.has(problem.code)) throw problem;
          await showRevocation(request, response, { problem, values: { reason, revocation: typed } });
        }
      },
    },
  ];
}

const base = '/trust/certificates/:fingerprint';

/** What is shown on the form itself. */
const showable: ReadonlySet<string> = new Set(['ERR_FIELDS', 'ERR_TRUST_PENDING', 'ERR_TRUST_LAST_ANCHOR']);

async function load(
  services: TrustPageServices,
  request: Request,
): Promise<{ readonly list: TrustList; readonly entry: ListedAuthority }> {
  const list = await currentList(services);
  const words = String(request.params.fingerprint);
  // A key identifier may name several.
  if (!/^[0-9a-f]{64}$/.test(words)) throw new Problem('ERR_TRUST_UNKNOWN');
  return { list, entry: findListed(list, words) };
}

function readWay(typed: string, { revocation }: ListedAuthority) {
  const way = revocationWays.find((one) => one === typed);
  const code = way === undefined ? 'ERR_TRUST_WAY' : way === revocation ? 'ERR_TRUST_SAME_WAY' : undefined;
  if (way !== undefined && code === undefined) return way;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'revocation', code: code ?? 'ERR_TRUST_WAY' }] });
}

/** How many addresses failed, as the page's address says after a refresh. */
function readRefreshed(request: Request): number | 'no-address' | undefined {
  const { refreshed } = request.query;
  if (refreshed === 'no-address') return refreshed;
  return typeof refreshed === 'string' && /^\d{1,3}$/.test(refreshed) ? Number(refreshed) : undefined;
}
