import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { actorOf, formOf, type NavigationItem, type Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import type { ReportServices } from '../services.js';
import { countSubmissions } from '../statistics/count-submissions.js';
import { approveDeletion, refuseDeletion, withdrawDeletion } from './decide-proposal.js';
import { expiredList } from './expired-list.js';
import { listExpired, mostDeleted, summarise } from './expired-records.js';
import { keptSince, retentionPeriods } from './periods.js';
import { endedProposals, findProposal, waitingProposal } from './proposal-store.js';
import { proposeDeletion, type RetentionActor } from './propose-deletion.js';

/** 保存期限: what is past its time of keeping, and its deletion by two supervisors. */
export function retentionRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, render } = services;

  async function overview() {
    await countSubmissions(services);
    const today = taipeiDate(clock());
    const summary = summarise(await listExpired(db, today));
    const waiting = await waitingProposal(db);
    return {
      periods: retentionPeriods.map((period) => ({
        ...period,
        keptSince: keptSince(today, period.years),
        records: summary.periods[period.years],
      })),
      summary,
      most: mostDeleted,
      waiting: waiting !== undefined && clock() < waiting.expiresAt ? waiting : undefined,
      ended: await endedProposals(db, mostShown),
    };
  }

  async function showProposal(
    request: Request,
    response: Response,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const proposal = await findProposal(db, idOf(request));
    if (proposal === undefined) throw new Problem('ERR_RETENTION_UNKNOWN');
    const isOpen = proposal.state === 'waiting' && clock() < proposal.expiresAt;
    render(request, response, 'reports/retention/views/proposal.njk', {
      proposal: { ...proposal, digest: proposal.digest.toString('hex') },
      state: proposal.state === 'waiting' && !isOpen ? 'lapsed' : proposal.state,
      periods: retentionPeriods.map((period) => ({ ...period, records: proposal.periods[period.years] })),
      isOpen,
      isMine: proposal.proposer.accountId === actorOf(request).accountId,
      done: doneWords.find((word) => word === request.query.done),
      ...model,
    });
  }

  /** Shows the proposal again with what has to be mended, or with the news that somebody else was first. */
  async function attempt(
    request: Request,
    response: Response,
    done: DoneWord,
    act: (by: RetentionActor) => Promise<void>,
  ): Promise<void> {
    const form = formOf(request);
    try {
      await act(actorFor(request));
      response.redirect(303, `/retention/proposals/${idOf(request)}?done=${done}`);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code === 'ERR_RETENTION_UNKNOWN') throw problem;
      const values = { records: form.text('records'), reason: form.text('reason') };
      await showProposal(request, response, { problem, values });
    }
  }

  return [
    ...listRoutes(services, {
      path: '/retention',
      who,
      view: 'reports/retention/views/retention.njk',
      list: () => expiredList(taipeiDate(clock())),
      model: overview,
    }),
    {
      method: 'post',
      path: '/retention/proposals',
      who,
      takes: 'form',
      async handle(request, response) {
        const reason = formOf(request).text('reason');
        try {
          const id = await proposeDeletion(services, reason, actorFor(request));
          response.redirect(303, `/retention/proposals/${id}?done=proposed`);
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          const model = { ...(await overview()), problem, values: { reason } };
          render(request, response, 'reports/retention/views/propose.njk', model);
        }
      },
    },
    {
      method: 'get',
      path: one,
      who,
      takes: 'nothing',
      handle: (request, response) => showProposal(request, response),
    },
    {
      method: 'post',
      path: `${one}/approve`,
      who,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, 'approved', (by) =>
          approveDeletion(services, { id: idOf(request), records: formOf(request).text('records') }, by),
        ),
    },
    {
      method: 'post',
      path: `${one}/refuse`,
      who,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, 'refused', (by) =>
          refuseDeletion(services, { id: idOf(request), reason: formOf(request).text('reason') }, by),
        ),
    },
    {
      method: 'post',
      path: `${one}/withdraw`,
      who,
      takes: 'form',
      handle: (request, response) =>
        attempt(request, response, 'withdrawn', (by) => withdrawDeletion(services, idOf(request), by)),
    },
  ];
}

const one = '/retention/proposals/:id';
const who: readonly Role[] = ['supervisor'];
const mostShown = 20;
const doneWords = ['proposed', 'approved', 'refused', 'withdrawn'] as const;
type DoneWord = (typeof doneWords)[number];

/** Links in the main navigation. */
export const retentionNavigation: readonly NavigationItem[] = [
  { href: '/retention', text: 'retention.title', who, inMenu: { of: who, hint: 'retention.menu-hint' } },
];

function actorFor(request: Request): RetentionActor {
  const { accountId, userName } = actorOf(request);
  return { accountId, userName, audit: actedBy(request) };
}

/** @throws Problem `ERR_RETENTION_UNKNOWN` for what is no number */
function idOf(request: Request): number {
  const id = String(request.params.id);
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new Problem('ERR_RETENTION_UNKNOWN');
  return Number(id);
}
