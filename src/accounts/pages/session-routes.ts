import type { Request } from 'express';
import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import { actedBy } from '../acted-by.js';
import type { AccountServices } from '../services.js';
import { clearSessionCookie } from '../sessions/cookie.js';
import { endOtherSessions, endOwnSession, listSessions } from '../sessions/list-sessions.js';
import { deleteSession } from '../sessions/session-store.js';
import { nameProgram } from './name-program.js';

/** Logging out, and the list of my sessions with the buttons that end others. */
export function sessionRoutes({ db, clock, render }: AccountServices): readonly Route[] {
  function sessionIdOf(request: Request): string {
    return visitOf(request).session?.id ?? '';
  }

  function audit(trx: Knex.Transaction, request: Request, detail: Readonly<Record<string, unknown>>) {
    const { userName } = actorOf(request);
    return appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'session.end',
      target: { kind: 'account', reference: userName },
      outcome: 'done',
      detail,
    });
  }

  return [
    {
      method: 'post',
      path: '/logout',
      who: 'signed-in',
      takes: 'form',
      duringFirstLogin: true,
      async handle(request, response) {
        await inTransaction(db, async (trx) => {
          await deleteSession(trx, sessionIdOf(request));
          await audit(trx, request, { which: 'this' });
        });
        clearSessionCookie(response);
        response.redirect(303, '/');
      },
    },
    {
      method: 'get',
      path: '/profile/sessions',
      who: 'signed-in',
      takes: 'nothing',
      async handle(request, response) {
        const { accountId } = actorOf(request);
        const sessions = await listSessions(db, { accountId, sessionId: sessionIdOf(request), at: clock() });
        const shown = sessions.map((session) => ({ ...session, program: nameProgram(session.userAgent) }));
        render(request, response, 'accounts/views/sessions.njk', {
          sessions: shown,
          ended: request.query.ended,
        });
      },
    },
    {
      method: 'post',
      path: '/profile/sessions/end-others',
      who: 'signed-in',
      takes: 'form',
      async handle(request, response) {
        await inTransaction(db, async (trx) => {
          const count = await endOtherSessions(trx, actorOf(request).accountId, sessionIdOf(request));
          await audit(trx, request, { which: 'others', count });
        });
        response.redirect(303, '/profile/sessions?ended=others');
      },
    },
    {
      method: 'post',
      path: '/profile/sessions/:handle/end',
      who: 'signed-in',
      takes: 'form',
      async handle(request, response) {
        const handle = String(request.params.handle);
        await inTransaction(db, async (trx) => {
          await endOwnSession(trx, actorOf(request).accountId, handle);
          await audit(trx, request, { which: handle });
        });
        response.redirect(303, '/profile/sessions?ended=one');
      },
    },
  ];
}
