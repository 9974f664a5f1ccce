import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type NavigationItem, type Route, visitOf } from '../../web/index.js';
import { ruleTable } from '../rules/table.js';
import type { ReportServices } from '../services.js';
import { findAgencyPolicy, findInstitutionPolicy, keepPolicy, type PolicyChoice } from './policy-store.js';
import { isRowsPolicy, type RowsPolicy, rowsPolicies } from './rows-policy.js';
import { isWarningCode, warningCodes } from './warning-codes.js';

/** Pages on which an institution's manager and the agency's supervisors choose what becomes of rows with errors. */
export function policyRoutes(services: ReportServices): readonly Route[] {
  const { db, clock, render } = services;

  async function showInstitution(request: Request, response: Response, model: Model = {}) {
    render(request, response, 'reports/views/institution-policy.njk', {
      policies: rowsPolicies,
      agency: await findAgencyPolicy(db),
      policy: await findInstitutionPolicy(db, institutionOf(request).id),
      justSet: request.query.done === 'yes',
      ...model,
    });
  }

  async function showAgency(request: Request, response: Response, model: Model = {}) {
    const { language } = visitOf(request);
    render(request, response, 'reports/views/agency-policy.njk', {
      policies: rowsPolicies,
      policy: await findAgencyPolicy(db),
      warnings: warningCodes.map((code) => ({
        code,
        text: withoutValues(language === 'en' ? ruleTable[code].en : ruleTable[code].zh),
      })),
      justSet: request.query.done === 'yes',
      ...model,
    });
  }

  async function keep(request: Request, choice: Omit<PolicyChoice, 'accountId'>): Promise<void> {
    const { accountId } = actorOf(request);
    await inTransaction(db, (trx) => keepPolicy(trx, { ...choice, accountId }, actedBy(request), clock()));
  }

  return [
    {
      method: 'get',
      path: institutionPath,
      who: ['manager'],
      takes: 'nothing',
      handle: (request, response) => showInstitution(request, response),
    },
    {
      method: 'post',
      path: institutionPath,
      who: ['manager'],
      takes: 'form',
      async handle(request, response) {
        try {
          const rows = rowsPolicyIn(request);
          const { rows: allowed } = await findAgencyPolicy(db);
          if (rows === 'good' && allowed === 'all') throw atRows('ERR_REPORT_POLICY_NOT_ALLOWED');
          await keep(request, { institution: institutionOf(request), rows, strict: [] });
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          return showInstitution(request, response, { problem });
        }
        response.redirect(303, `${institutionPath}?done=yes`);
      },
    },
    {
      method: 'get',
      path: agencyPath,
      who: ['supervisor'],
      takes: 'nothing',
      handle: (request, response) => showAgency(request, response),
    },
    {
      method: 'post',
      path: agencyPath,
      who: ['supervisor'],
      takes: 'form',
      async handle(request, response) {
        try {
          const rows = rowsPolicyIn(request);
          const strict = formOf(request).all('strict').filter(isWarningCode);
          await keep(request, { institution: null, rows, strict });
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          return showAgency(request, response, { problem });
        }
        response.redirect(303, `${agencyPath}?done=yes`);
      },
    },
  ];
}

/** What stands between braces depends on the cell. */
function withoutValues(message: string): string {
  let depth = 0;
  let text = '';
  for (const character of message) {
    if (character === '{') depth += 1;
    if (depth === 0) text += character;
    if (character !== '}') continue;
    depth -= 1;
    if (depth === 0 && !text.endsWith('…')) text += '…';
  }
  return text;
}

type Model = Readonly<Record<string, unknown>>;

const institutionPath = '/submissions/policy';
const agencyPath = '/report-policy';

/** For supervisors, on the page of what is not needed every day. */
export const policyNavigation: NavigationItem = {
  href: agencyPath,
  text: 'report-policies.agency.title',
  who: ['supervisor'],
  inMenu: { of: ['supervisor'], hint: 'report-policies.agency.hint' },
};

function institutionOf(request: Request) {
  const { institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  return institution;
}

function rowsPolicyIn(request: Request): RowsPolicy {
  const rows = formOf(request).text('rows');
  if (!isRowsPolicy(rows)) throw atRows('ERR_REPORT_POLICY_CHOICE');
  return rows;
}

function atRows(code: 'ERR_REPORT_POLICY_CHOICE' | 'ERR_REPORT_POLICY_NOT_ALLOWED'): Problem {
  return new Problem('ERR_FIELDS', { fields: [{ field: 'rows', code }] });
}
