import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { formOf, type Route, visitOf } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { ApplicationPageServices } from '../page-services.js';
import { holderFor, holderOf } from './draft-cookie.js';
import { dropDraft, findDraft, writeDraft } from './draft-store.js';
import type { PublicFlow } from './flow.js';

/** The first page of a form: the declaration to read and accept. A form that was begun can be gone on with, or dropped. */
export function declarationRoutes(services: ApplicationPageServices, flow: PublicFlow): readonly Route[] {
  const { db, clock, render, randomBytes } = services;
  const common = { who: 'anyone', beginsSession: true } as const;
  const draftOf = async (request: Request) => {
    const holder = holderOf(request);
    return holder && findDraft(services, { holder, kind: flow.kind, at: clock() });
  };

  async function show(request: Request, response: Response, problem?: Problem): Promise<void> {
    const draft = await draftOf(request);
    render(request, response, 'applications/public/views/declaration.njk', {
      flow,
      problem,
      begun: draft !== undefined && draft.content !== null && draft.content.acceptedDeclaration !== '',
      again: draft?.content?.previousReference ?? null,
    });
  }

  return [
    {
      ...common,
      method: 'get',
      path: flow.path,
      takes: 'nothing',
      async handle(request, response) {
        if (visitOf(request).actor !== undefined) {
          return render(request, response, 'applications/public/views/signed-in.njk', { flow });
        }
        await show(request, response);
      },
    },
    {
      ...common,
      method: 'post',
      path: flow.path,
      takes: 'form',
      async handle(request, response) {
        if (!formOf(request).has('declaration')) {
          const fields = [{ field: 'declaration', code: 'ERR_APPLICATION_DECLARATION' }] as const;
          return show(request, response, new Problem('ERR_FIELDS', { fields }));
        }
        const holder = holderFor(request, response, randomBytes);
        const draft = await findDraft(services, { holder, kind: flow.kind, at: clock() });
        const kept = draft?.content ?? { previousReference: null, values: {} };
        await writeDraft(
          services,
          { holder, kind: flow.kind, at: clock() },
          { ...kept, acceptedDeclaration: declarationVersion },
        );
        response.redirect(303, `${flow.path}/form`);
      },
    },
    {
      ...common,
      method: 'post',
      path: `${flow.path}/discard`,
      takes: 'form',
      async handle(request, response) {
        const holder = holderOf(request);
        if (holder !== undefined) await dropDraft(db, holder, flow.kind);
        response.redirect(303, flow.path);
      },
    },
  ];
}
