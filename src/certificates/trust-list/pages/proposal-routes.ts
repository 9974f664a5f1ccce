import type { Request, Response } from 'express';
import { problemSentence } from '../../../locales/index.js';
import { Problem } from '../../../problems/index.js';
import { actorOf, formOf, type Route, visitOf } from '../../../web/index.js';
import { listRoutes } from '../../../web/lists/index.js';
import { approveProposal } from '../approve-proposal.js';
import { refuseProposal, withdrawProposal } from '../end-proposal.js';
import { judgeChange } from '../judge-change.js';
import type { Proposal } from '../proposal.js';
import { findProposal } from '../proposal-store.js';
import type { TrustList } from '../trust-list.js';
import { proposalList } from './proposal-list.js';
import { actorFor, currentList, type TrustPageServices, whoTrusts } from './services.js';
import { showImpact } from './show-impact.js';
import { showProposal } from './show-proposal.js';

/** All proposals, one proposal, and deciding on it. */
export function proposalRoutes(services: TrustPageServices): readonly Route[] {
  const { db, clock, render } = services;

  async function showOne(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const proposal = await findProposal(db, idOf(request));
    if (proposal === undefined) throw new Problem('ERR_TRUST_PROPOSAL_UNKNOWN');
    const at = clock();
    const isOpen = proposal.state === 'waiting' && at < proposal.expiresAt;
    const list = await currentList(services);
    const { change } = proposal;
    const faultOf = () => problemAgainst(proposal, list, at);
    const fault = isOpen ? faultOf() : undefined;
    render(request, response, 'certificates/trust-list/views/proposal.njk', {
      proposal: showProposal(proposal, at.getTime()),
      isOpen,
      isMine: proposal.proposer.accountId === actorOf(request).accountId,
      impact:
        isOpen && fault === undefined ? await showImpact(services, request, { change, list }) : undefined,
      impossible: fault === undefined ? undefined : problemSentence(visitOf(request).language, fault),
      done: doneOf(request),
      ...model,
    });
  }

  /** Shows the page again with what has to be mended, or with the news that somebody else was first. */
  async function attempt(request: Request, response: Response, act: () => Promise<string>): Promise<void> {
    const form = formOf(request);
    try {
      const done = await act();
      response.redirect(303, `/trust/proposals/${idOf(request)}?done=${done}`);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code === 'ERR_TRUST_PROPOSAL_UNKNOWN') throw problem;
      const values = { digits: form.text('digits'), reason: form.text('reason') };
      await showOne(request, response, { problem, values });
    }
  }

  return [
    ...listRoutes(services, {
      path: '/trust/proposals',
      who: whoTrusts,
      view: 'certificates/trust-list/views/proposals.njk',
      list: () => proposalList,
    }),
    {
      method: 'get',
      path: '/trust/proposals/:id',
      who: whoTrusts,
      takes: 'nothing',
      handle: (request, response) => showOne(request, response),
    },
    {
      method: 'post',
      path: '/trust/proposals/:id/approve',
      who: whoTrusts,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, async () => {
          const order = { id: idOf(request), digits: formOf(request).text('digits') };
          await approveProposal(services, order, actorFor(services, request));
          // What was approved stands; a process that cannot take it now tries again, and says so in its log.
          return services.trust.check().then(
            () => 'approved',
            () => 'soon',
          );
        }),
    },
    {
      method: 'post',
      path: '/trust/proposals/:id/refuse',
      who: whoTrusts,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, async () => {
          const order = { id: idOf(request), reason: formOf(request).text('reason') };
          await refuseProposal(services, order, actorFor(services, request));
          return 'refused';
        }),
    },
    {
      method: 'post',
      path: '/trust/proposals/:id/withdraw',
      who: whoTrusts,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, async () => {
          await withdrawProposal(services, idOf(request), actorFor(services, request));
          return 'withdrawn';
        }),
    },
  ];
}

/** @throws Problem `ERR_TRUST_PROPOSAL_UNKNOWN` for what is no number */
function idOf(request: Request): number {
  const id = String(request.params.id);
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new Problem('ERR_TRUST_PROPOSAL_UNKNOWN');
  return Number(id);
}

/** Why a proposal cannot be approved as the list is now. */
function problemAgainst({ change }: Proposal, list: TrustList, at: Date): Problem | undefined {
  try {
    judgeChange(change, { list, at: at.getTime() });
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const doneWords = ['proposed', 'approved', 'soon', 'refused', 'withdrawn'] as const;

function doneOf(request: Request): (typeof doneWords)[number] | undefined {
  return doneWords.find((one) => one === request.query.done);
}
