import type { Request } from 'express';
import { appendAudit } from '../../audit/index.js';
import { issueChallenge } from '../../certificates/index.js';
import { addMinutes, toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { type Actor, actorOf, type Route, type VisitSession, visitOf } from '../../web/index.js';
import { actedBy } from '../acted-by.js';
import { confirmCardCode } from '../cards/confirm-card-code.js';
import { countProgramRequest } from '../login/count-attempt.js';
import { logIn } from '../login/log-in.js';
import type { AccountServices } from '../services.js';
import { keyOfSecret, makeSecret } from '../sessions/secret.js';
import { toActor, userAgentOf } from '../sessions/session-source.js';
import { deleteSession } from '../sessions/session-store.js';
import { readCardCodeOrder } from './card-code-order.js';
import { readSessionOrder } from './session-order.js';

/** The session of a program, e.g. a hospital's own system: account, password, card and address, no captcha. */
export function apiRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, randomBytes, limits } = services;

  function countRequest(request: Request): Promise<void> {
    const { address } = visitOf(request);
    return inTransaction(db, (trx) => countProgramRequest(trx, address, limits.programRequests, clock()));
  }

  return [
    {
      method: 'post',
      path: '/api/v1/session/challenge',
      who: 'anyone',
      takes: 'nothing',
      async handle(request, response) {
        const { address } = visitOf(request);
        const challenge = makeSecret(randomBytes);
        const nonce = await inTransaction(db, async (trx) => {
          await countProgramRequest(trx, address, limits.programRequests, clock());
          return issueChallenge(trx, { sessionId: keyOfSecret(challenge), clock, random: randomBytes });
        });
        response.json({ challenge, nonce, expiresAt: toStoredTime(addMinutes(clock(), 5)) });
      },
    },
    {
      method: 'post',
      path: '/api/v1/session',
      who: 'anyone',
      takes: 'json',
      async handle(request, response) {
        await countRequest(request);
        const { challenge, userName, password, token } = readSessionOrder(request.body);
        const { address, forwardedClient, reference, language } = visitOf(request);
        const { secret, session, account } = await logIn(services, {
          userName,
          password,
          tokenText: token,
          challengeHolder: keyOfSecret(challenge),
          way: { kind: 'program' },
          arrival: { address, forwardedClient, reference },
          userAgent: userAgentOf(request),
          language,
        });
        response.status(201).json({ token: secret, ...describe(session, toActor(account)) });
      },
    },
    {
      method: 'post',
      path: '/api/v1/session/card-code',
      who: 'anyone',
      takes: 'json',
      async handle(request, response) {
        await countRequest(request);
        const { challenge, code } = readCardCodeOrder(request.body);
        const { address, forwardedClient, reference, language } = visitOf(request);
        const { secret, session, account } = await confirmCardCode(services, {
          code,
          challengeHolder: keyOfSecret(challenge),
          way: { kind: 'program' },
          arrival: { address, forwardedClient, reference },
          userAgent: userAgentOf(request),
          language,
        });
        response.status(201).json({ token: secret, ...describe(session, toActor(account)) });
      },
    },
    {
      method: 'get',
      path: '/api/v1/session',
      who: 'signed-in',
      takes: 'nothing',
      duringFirstLogin: true,
      handle(request, response) {
        const { session } = visitOf(request);
        if (session === undefined) throw new Problem('ERR_SIGN_IN_REQUIRED');
        response.json(describe(session, actorOf(request)));
      },
    },
    {
      method: 'delete',
      path: '/api/v1/session',
      who: 'signed-in',
      takes: 'nothing',
      duringFirstLogin: true,
      async handle(request, response) {
        await inTransaction(db, async (trx) => {
          await deleteSession(trx, visitOf(request).session?.id ?? '');
          await appendAudit(trx, {
            ...actedBy(request),
            at: clock(),
            action: 'session.end',
            target: { kind: 'account', reference: actorOf(request).userName },
            outcome: 'done',
            detail: { which: 'this' },
          });
        });
        response.status(204).end();
      },
    },
  ];
}

function describe({ idleEndsAt, endsAt }: VisitSession, actor: Actor) {
  const { userName, name, role, institution, mustDo } = actor;
  return {
    idleEndsAt: toStoredTime(idleEndsAt),
    endsAt: toStoredTime(endsAt),
    account: {
      userName,
      name,
      role,
      institution: institution && { code: institution.code, name: institution.name },
      mustDo,
    },
  };
}
