import type { Request, Response } from 'express';
import type { Problem } from '../../problems/index.js';
import { formOf, type Route } from '../../web/index.js';
import { actedBy } from '../acted-by.js';
import type { AccountServices } from '../services.js';
import { changeStaff, findStaff, requireOtherEmail } from './change-staff.js';
import { orTell } from './or-tell.js';
import { whoOverseesStaff } from './staff-roles.js';

/** The e-mail of an account of the staff: typed, looked at once more, changed. */
export function staffEmailRoutes(services: AccountServices): readonly Route[] {
  const { clock, render } = services;
  const at = { path: '/staff/:userName/email', who: whoOverseesStaff } as const;
  const nameOf = (request: Request) => String(request.params.userName);

  async function show(
    request: Request,
    response: Response,
    model: { readonly problem?: Problem; readonly email: string; readonly check: boolean },
  ): Promise<void> {
    const account = await findStaff(services, nameOf(request));
    const { email, ...more } = model;
    render(request, response, 'accounts/staff/views/email.njk', { account, values: { email }, ...more });
  }

  return [
    {
      ...at,
      method: 'get',
      takes: 'nothing',
      handle: (request, response) => show(request, response, { email: '', check: false }),
    },
    {
      ...at,
      method: 'post',
      takes: 'form',
      handle: (request, response) => {
        const form = formOf(request);
        const email = form.text('email').normalize('NFKC').trim();
        return orTell(
          async () => {
            const account = await findStaff(services, nameOf(request));
            requireOtherEmail(account, email);
            // Nobody is told at an address that a supervisor did not see a second time.
            if (form.text('checked') !== email) return show(request, response, { email, check: true });
            const by = { ...actedBy(request), at: clock() };
            await changeStaff(services, { userName: account.userName, email }, by);
            services.wakeJobs();
            response.redirect(303, `/staff/${encodeURIComponent(account.userName)}?done=email`);
          },
          (problem) => show(request, response, { problem, email, check: false }),
        );
      },
    },
  ];
}
