import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, formOf, type Route } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { findDecisionFaults } from '../rules/decision.js';
import { decide } from '../verbs/decide.js';
import { orderOf } from './application-routes.js';
import { consequencesOf } from './consequences.js';
import { type Case, loadCase } from './load-case.js';
import { readDecisions, typedDecisions } from './read-decisions.js';
import { showCase } from './show-case.js';

/** Deciding an application: first what the decision will bring about, then the decision itself. */
export function decisionRoutes(services: ApplicationPageServices): readonly Route[] {
  const page = '/desk/applications/:reference/decision';
  return [
    {
      method: 'post',
      path: page,
      who: ['reviewer'],
      takes: 'form',
      handle: (request, response) =>
        atCase(services, request, response, async (found) => {
          requireAsSeen(request, found);
          showConsequences(services, request, response, found);
        }),
    },
    {
      method: 'post',
      path: `${page}/confirm`,
      who: ['reviewer'],
      takes: 'form',
      handle: (request, response) =>
        atCase(services, request, response, async (found) => {
          const form = formOf(request);
          const order = {
            ...orderOf(request, form),
            decisions: readDecisions(form, found.application.items),
            wideConfirmed: form.text('wideConfirmed') === 'yes',
          };
          try {
            await decide(services, order, { ...actedBy(request), at: services.clock() });
          } catch (problem) {
            if (!isUnconfirmed(problem)) throw problem;
            showConsequences(services, request, response, found, atTickBox(problem));
            return;
          }
          services.wakeJobs();
          const done = order.decisions.every(({ outcome }) => outcome === 'approve')
            ? 'approved'
            : 'returned';
          response.redirect(303, `${paths.desk(order.reference)}?done=${done}`);
        }),
    },
  ];
}

/** What is refused is told on the page of the application, with what was ticked and typed. */
async function atCase(
  services: ApplicationPageServices,
  request: Request,
  response: Response,
  act: (found: Case) => Promise<void>,
): Promise<void> {
  const found = await loadCase(services, request, String(request.params.reference));
  try {
    await act(found);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code === 'ERR_APPLICATION_UNKNOWN') throw problem;
    const values = typedDecisions(formOf(request), found.application.items);
    await showCase(services, request, response, { problem, values });
  }
}

/** So that nobody reads consequences of what a colleague has changed meanwhile. */
function requireAsSeen(request: Request, { application, events, mine }: Case): void {
  const form = formOf(request);
  if (orderOf(request, form).version !== application.version) throw new Problem('ERR_APPLICATION_CHANGED');
  if (!events.includes('approve')) throw new Problem('ERR_APPLICATION_STATE');
  if (!mine) throw new Problem('ERR_APPLICATION_REVIEWER');
  const fields = findDecisionFaults(application.items, readDecisions(form, application.items));
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
}

function showConsequences(
  { render }: ApplicationPageServices,
  request: Request,
  response: Response,
  found: Case,
  problem?: Problem,
): void {
  const form = formOf(request);
  const { application, account } = found;
  const decisions = readDecisions(form, application.items);
  const approves = decisions.some(({ outcome }) => outcome === 'approve');
  render(request, response, 'applications/desk/views/confirm.njk', {
    ...found,
    decisions: application.items.map((item) => ({
      ...item,
      decision: decisions.find(({ itemId }) => itemId === item.id),
    })),
    consequences: consequencesOf(application, decisions, account),
    askWide: found.wide && approves,
    bad: approves ? found.checks.filter(({ outcome }) => outcome === 'bad') : [],
    typed: typedDecisions(form, application.items),
    problem,
    values: {},
  });
}

function isUnconfirmed(problem: unknown): problem is Problem {
  return problem instanceof Problem && problem.code === 'ERR_APPLICATION_WIDE_UNCONFIRMED';
}

function atTickBox({ code }: Problem): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'wideConfirmed', code }] });
}
