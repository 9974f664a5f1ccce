import { type AuthenticationRequest, authenticate } from '../authentication/authenticate.js';
import { AgentProblem } from '../problems.js';
import { agentVersion } from '../version.js';
import { type Check, checksBeforeCards } from './checks.js';
import { type Exchange, singleHeader } from './exchange.js';
import { isPairingSecret } from './pairing.js';
import { readBody } from './read-body.js';
import {
  type AuthenticateRequest,
  parseAuthenticateRequest,
  parseEventsRequest,
  parseReadersRequest,
} from './requests.js';

export interface AgentRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly checks: readonly Check[];
  /** Gives the body of the answer. */
  handle(exchange: Exchange): Promise<unknown>;
}

/** Everything the agent answers. */
export const agentRoutes: readonly AgentRoute[] = [
  { method: 'GET', path: '/status', checks: [], handle: tellStatus },
  { method: 'POST', path: '/readers', checks: checksBeforeCards, handle: listReaders },
  { method: 'POST', path: '/events', checks: checksBeforeCards, handle: waitForChange },
  { method: 'POST', path: '/authenticate', checks: checksBeforeCards, handle: logIn },
];

/** That the agent runs, and whether it knows the page. Nothing about cards. */
async function tellStatus({ agent, request, origin }: Exchange): Promise<unknown> {
  const paired =
    origin !== undefined && isPairingSecret(singleHeader(request, 'jianbao-pairing'), agent.pairingSecret);
  return { agent: 'jianbao-card', version: agentVersion, originAllowed: origin !== undefined, paired };
}

/** The readers and whether a card is in them. Not whose: that is for after the consent. */
async function listReaders(exchange: Exchange): Promise<unknown> {
  const { agent, request } = exchange;
  takeRequest(exchange, 'readers');
  const { language } = parseReadersRequest(await readBody(request, agent.limits));
  exchange.language = language;
  return { readers: await agent.runAlone(() => agent.cards.listReaders(), request) };
}

/**
 * The readers as soon as they differ from the state the page knows: at once for a page that knows none. Without readers
 * when nothing has changed; the page asks again then. A card operation goes first.
 */
async function waitForChange(exchange: Exchange): Promise<unknown> {
  const { agent, request } = exchange;
  takeRequest(exchange, 'events');
  const { language, state } = parseEventsRequest(await readBody(request, agent.limits));
  exchange.language = language;
  const left = new AbortController();
  const leave = () => left.abort();
  request.socket.once('close', leave);
  try {
    return (await agent.waitForReaders(state, left.signal)) ?? { state };
  } finally {
    request.socket.off('close', leave);
  }
}

async function logIn(exchange: Exchange): Promise<unknown> {
  const { agent, request, origin } = exchange;
  takeRequest(exchange, 'authentications');
  const body = await readBody(request, agent.limits);
  const order = parseAndWipe(body);
  exchange.language = order.language;
  if (origin === undefined) throw new TypeError('The origin is checked before.');
  const pin = order.pin === undefined ? undefined : new Uint8Array(Buffer.from(order.pin, 'utf8'));
  try {
    return await agent.runAlone(
      (signal) => authenticate(agent, authenticationRequest(order, origin, pin, signal)),
      request,
    );
  } finally {
    pin?.fill(0);
  }
}

function parseAndWipe(body: Buffer): AuthenticateRequest {
  try {
    return parseAuthenticateRequest(body);
  } finally {
    body.fill(0);
  }
}

function authenticationRequest(
  { challengeNonce, language, consentLastTry, readerId, tokenSerial }: AuthenticateRequest,
  origin: string,
  pin: Uint8Array | undefined,
  signal: AbortSignal,
): AuthenticationRequest {
  return {
    origin,
    nonce: challengeNonce,
    choice: {
      ...(readerId !== undefined && { readerId }),
      ...(tokenSerial !== undefined && { tokenSerial }),
    },
    pin,
    lastTryAgreed: consentLastTry,
    language,
    signal,
  };
}

function takeRequest({ agent }: Exchange, kind: 'readers' | 'events' | 'authentications'): void {
  const retryAfter = agent.takeRequest[kind]();
  if (retryAfter > 0)
    throw new AgentProblem('ERR_AGENT_TOO_MANY_REQUESTS', { retryAfter, params: { seconds: retryAfter } });
}
