import type { Request, Response } from 'express';
import { findInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import { formOf, type Route } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { ApplicationPageServices } from '../page-services.js';
import { publicChanges } from './change-flow.js';
import { checkInstitution } from './check-institution.js';
import { type Holder, holderOf } from './draft-cookie.js';
import { type DraftContent, findDraft, writeDraft } from './draft-store.js';
import { inOrder, type PublicFlow } from './flow.js';
import { addRow, readValues, removeRow, rowsOf, type Values } from './values.js';

/** The page with the form. Every way of leaving it keeps what was typed. */
export function formRoutes(services: ApplicationPageServices, flow: PublicFlow): readonly Route[] {
  const common = { who: 'anyone', path: `${flow.path}/form`, beginsSession: true } as const;
  return [
    {
      ...common,
      method: 'get',
      takes: 'nothing',
      async handle(request, response) {
        const draft = await openDraft(services, flow, request);
        if (draft === undefined) return response.redirect(303, flow.path);
        await showForm(services, flow, request, response, { values: draft.content.values });
      },
    },
    {
      ...common,
      method: 'post',
      takes: 'form',
      async handle(request, response) {
        const draft = await openDraft(services, flow, request);
        if (draft === undefined) return response.redirect(303, flow.path);
        const form = formOf(request);
        const action = actionOf(form.text('action'));
        const values = action.change(readValues(form, flow.names), flow);
        const which = { holder: draft.holder, kind: flow.kind, at: services.clock() };
        await writeDraft(services, which, { ...draft.content, values });
        if (action.leadsTo !== undefined) {
          return response.redirect(303, `${flow.path}/form${action.leadsTo(values, flow)}`);
        }
        const { fields = [] } = flow.read(values, services.formSettings);
        const toMend = inOrder(flow.names, fields, await checkInstitution(services, flow, values));
        if (toMend.length === 0) return response.redirect(303, `${flow.path}/check`);
        const problem = new Problem('ERR_FIELDS', { fields: toMend });
        await showForm(services, flow, request, response, { values, problem });
      },
    },
  ];
}

/** What a browser is filling in, its declaration accepted; undefined leads back to the beginning. */
export async function openDraft(
  services: ApplicationPageServices,
  { kind }: PublicFlow,
  request: Request,
): Promise<
  { readonly holder: Holder; readonly version: number; readonly content: DraftContent } | undefined
> {
  const holder = holderOf(request);
  if (holder === undefined) return undefined;
  const draft = await findDraft(services, { holder, kind, at: services.clock() });
  if (draft === undefined || draft.content === null) return undefined;
  if (draft.content.acceptedDeclaration !== declarationVersion) return undefined;
  return { holder, version: draft.version, content: draft.content };
}

/** The form as it was filled in, with the sentences of what must be mended. */
export async function showForm(
  { db, render }: Pick<ApplicationPageServices, 'db' | 'render'>,
  flow: PublicFlow,
  request: Request,
  response: Response,
  { values, problem }: { readonly values: Values; readonly problem?: Problem },
): Promise<void> {
  const code = (values.institutionCode ?? '').normalize('NFKC');
  const institution = /^\d{10}$/.test(code) ? await findInstitution(db, code) : undefined;
  const changes = (values.changes ?? '').split(' ');
  render(request, response, flow.view, {
    flow,
    problem,
    // Check boxes are filled in from lists.
    values: { ...values, changes, 'filler-same': [values['filler-same'] ?? ''] },
    rows: rowsOf(values, flow.names),
    institution,
    changes: publicChanges,
    tooWide: problem?.fields.some(({ code }) => code === 'ERR_RANGE_TOO_WIDE') ?? false,
  });
}

/** What a button of the form does besides keeping what was typed. */
interface FormAction {
  readonly change: (values: Values, flow: PublicFlow) => Values;
  /** The part of the page to go on at; undefined goes on to the next page. */
  readonly leadsTo?: (values: Values, flow: PublicFlow) => string;
}

function actionOf(pressed: string): FormAction {
  const [, row] = /^remove-row-(\d{1,2})$/.exec(pressed) ?? [];
  if (row !== undefined) {
    return {
      change: (values, { names }) => removeRow(values, names, Number(row)),
      leadsTo: (_values, { names }) => `#${names.rows}ranges-1`,
    };
  }
  return actions[pressed] ?? { change: (values) => values };
}

const actions: Readonly<Record<string, FormAction>> = {
  'add-row': {
    change: (values, { names }) => addRow(values, names),
    leadsTo: (values, { names }) => `#${names.rows}ranges-${rowsOf(values, names).length}`,
  },
  'look-up': { change: (values) => values, leadsTo: () => '#institutionCode' },
};
