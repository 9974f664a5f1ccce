import type { Request, Response } from 'express';
import { Problem } from '../../../problems/index.js';
import { type Form, formOf, type Route, requireFormToken, requireStillSignedIn } from '../../../web/index.js';
import { type RevocationWay, revocationWays } from '../../revocation/chosen-source.js';
import type { Authority } from '../../trust.js';
import { judgeChange } from '../judge-change.js';
import type { TrustChange } from '../proposal.js';
import { proposeChange } from '../propose-change.js';
import { readCertificate } from '../read-certificate.js';
import { readCertificateForm } from './read-certificate-form.js';
import { actorFor, currentList, type TrustPageServices, whoTrusts } from './services.js';
import { showCertificate } from './show-certificate.js';
import { showImpact } from './show-impact.js';

/** Proposing a certificate: choose it, see what would change, propose it. Nothing is kept before the last step. */
export function addRoutes(services: TrustPageServices): readonly Route[] {
  const { clock, render } = services;

  const showForm = (request: Request, response: Response, model: Readonly<Record<string, unknown>> = {}) =>
    render(request, response, 'certificates/trust-list/views/add.njk', model);

  async function showCheck(
    request: Request,
    response: Response,
    authority: Authority,
    model: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const list = await currentList(services);
    const known = list.entries.find(
      (entry) => entry.authority.isAnchor && entry.authority.keyId === authority.keyId,
    );
    const way: RevocationWay | null = authority.isAnchor ? (known?.revocation ?? 'crl') : null;
    const change: TrustChange = { kind: 'add', authority, revocation: way };
    judgeChange(change, { list, at: clock().getTime() });
    render(request, response, 'certificates/trust-list/views/add-check.njk', {
      certificate: showCertificate(authority, clock().getTime()),
      content: authority.certificate.der.toString('base64'),
      impact: await showImpact(services, request, { change, list }),
      ways: revocationWays,
      values: { revocation: way, reason: '' },
      ...model,
    });
  }

  return [
    {
      method: 'get',
      path: '/trust/add',
      who: whoTrusts,
      takes: 'nothing',
      handle: (request, response) => showForm(request, response),
    },
    {
      method: 'post',
      path: '/trust/add',
      who: whoTrusts,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        try {
          const { token, content } = await readCertificateForm(request);
          requireFormToken(request, request.get('X-CSRF-Token') ?? token);
          await requireStillSignedIn(request);
          await showCheck(request, response, readCertificate(content));
        } catch (problem) {
          if (!(problem instanceof Problem) || !problem.code.startsWith('ERR_TRUST_')) throw problem;
          const { code, params } = problem;
          showForm(request, response, {
            problem: new Problem('ERR_FIELDS', { fields: [{ field: 'file', code, params }] }),
          });
        }
      },
    },
    {
      method: 'post',
      path: '/trust/proposals',
      who: whoTrusts,
      takes: 'form',
      async handle(request, response) {
        const form = formOf(request);
        const authority = readCertificate(Buffer.from(form.text('certificate'), 'base64'));
        try {
          const change: TrustChange = { kind: 'add', authority, revocation: readWay(form, authority) };
          const order = { change, reason: form.text('reason') };
          const id = await proposeChange(services, order, actorFor(services, request));
          response.redirect(303, `/trust/proposals/${id}?done=proposed`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !showable.has(problem.code)) throw problem;
          await showCheck(request, response, authority, {
            problem,
            values: { revocation: form.text('revocation'), reason: form.text('reason') },
          });
        }
      },
    },
  ];
}

/** What is shown on the page of the last step; anything else means that the list has changed meanwhile. */
const showable: ReadonlySet<string> = new Set(['ERR_FIELDS', 'ERR_TRUST_PENDING']);

function readWay(form: Form, { isAnchor }: Authority): RevocationWay | null {
  if (!isAnchor) return null;
  const way = revocationWays.find((one) => one === form.text('revocation'));
  if (way !== undefined) return way;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'revocation', code: 'ERR_TRUST_WAY' }] });
}
