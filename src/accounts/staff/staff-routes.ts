import type { Request, Response } from 'express';
import { cardsOfAccount } from '../../certificates/index.js';
import { defaultWidths, formatOnForm } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type NavigationItem, type Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import { actedBy } from '../acted-by.js';
import type { AccountServices } from '../services.js';
import { addStaff } from './add-staff.js';
import { changeStaff, findStaff } from './change-staff.js';
import { orTell } from './or-tell.js';
import { readDuty, readStaff, typedStaff } from './read-staff.js';
import { staffEmailRoutes } from './staff-email-routes.js';
import { staffList } from './staff-list.js';
import { staffRoles, whoOverseesStaff } from './staff-roles.js';

/** The accounts of the agency's staff, for supervisors: the list, a new one, changing and disabling one. */
export function staffRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render, demoMode } = services;
  const who = whoOverseesStaff;
  const ranges = { demoMode, widest: defaultWidths };
  const deedOf = (request: Request) => ({ ...actedBy(request), at: clock() });
  const nameOf = (request: Request) => String(request.params.userName);

  function showNew(request: Request, response: Response, problem?: Problem): void {
    const values = problem === undefined ? {} : typedStaff(formOf(request));
    render(request, response, 'accounts/staff/views/new.njk', { roles: staffRoles, values, problem });
  }

  async function showOne(request: Request, response: Response, problem?: Problem): Promise<void> {
    const account = await findStaff(services, nameOf(request));
    const kept = { role: account.role, ranges: account.ranges.map(formatOnForm).join('\n') };
    const form = formOf(request);
    render(request, response, 'accounts/staff/views/one.njk', {
      account,
      cards: await cardsOfAccount(db, account.id),
      roles: staffRoles,
      own: account.id === actorOf(request).accountId,
      done: request.query.done,
      values: problem === undefined ? kept : { role: form.text('role'), ranges: form.text('ranges') },
      problem,
    });
  }

  async function showDisable(request: Request, response: Response, problem?: Problem): Promise<void> {
    const account = await findStaff(services, nameOf(request));
    render(request, response, 'accounts/staff/views/disable.njk', { account, problem });
  }

  return [
    ...staffEmailRoutes(services),
    ...listRoutes(services, {
      path: '/staff',
      who,
      view: 'accounts/staff/views/list.njk',
      list: () => staffList(),
      model: async (request) => ({ done: request.query.done }),
    }),
    {
      method: 'get',
      path: '/staff/new',
      who,
      takes: 'nothing',
      handle: (request, response) => showNew(request, response),
    },
    {
      method: 'post',
      path: '/staff/new',
      who,
      takes: 'form',
      handle: (request, response) =>
        orTell(
          async () => {
            await addStaff(services, readStaff(formOf(request), ranges), deedOf(request));
            services.wakeJobs();
            response.redirect(303, '/staff?done=added');
          },
          (problem) => showNew(request, response, atUserName(problem)),
        ),
    },
    {
      method: 'get',
      path: '/staff/:userName',
      who,
      takes: 'nothing',
      handle: (request, response) => showOne(request, response),
    },
    {
      method: 'post',
      path: '/staff/:userName',
      who,
      takes: 'form',
      handle: (request, response) =>
        orTell(
          async () => {
            const userName = nameOf(request);
            const duty = readDuty(formOf(request), ranges);
            const changes = await changeStaff(services, { userName, ...duty }, deedOf(request));
            services.wakeJobs();
            response.redirect(
              303,
              `${pageOf(userName)}?done=${changes.length > 0 ? 'changed' : 'unchanged'}`,
            );
          },
          (problem) => showOne(request, response, problem),
        ),
    },
    {
      method: 'get',
      path: '/staff/:userName/disable',
      who,
      takes: 'nothing',
      handle: (request, response) => showDisable(request, response),
    },
    {
      method: 'post',
      path: '/staff/:userName/disable',
      who,
      takes: 'form',
      handle: (request, response) =>
        orTell(
          async () => {
            await changeStaff(services, { userName: nameOf(request), state: 'disabled' }, deedOf(request));
            services.wakeJobs();
            response.redirect(303, '/staff?done=disabled');
          },
          (problem) => showDisable(request, response, problem),
        ),
    },
  ];
}

/** Links in the main navigation. */
export const staffNavigation: readonly NavigationItem[] = [
  {
    href: '/staff',
    text: 'staff.title',
    who: whoOverseesStaff,
    inMenu: { of: whoOverseesStaff, hint: 'staff.menu-hint' },
  },
];

/** Where an account of the staff is shown. */
function pageOf(userName: string): string {
  return `/staff/${encodeURIComponent(userName)}`;
}

function atUserName(problem: Problem): Problem {
  const { code, params } = problem;
  if (code !== 'ERR_ACCOUNT_TAKEN') return problem;
  return new Problem('ERR_FIELDS', { fields: [{ field: 'userName', code, params }] });
}
