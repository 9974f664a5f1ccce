import { AgentProblem } from '../problems.js';
import { type Exchange, singleHeader } from './exchange.js';
import { isLoopback } from './loopback.js';
import { isPairingSecret } from './pairing.js';
import { isOtherUser } from './peer-user.js';

/** Looks at a request before anything is done; throws an AgentProblem to refuse it. */
export type Check = (exchange: Exchange) => void;

/** What holds for every request. */
export const checksOfEveryRequest: readonly Check[] = [checkPeer, checkUser, checkHost];

/** What a page must bring before the agent looks at a reader. The card is not touched by any of them. */
export const checksBeforeCards: readonly Check[] = [
  checkOrigin,
  checkFetchMetadata,
  checkPairing,
  checkContentType,
  checkBodyLength,
];

/** What the page of the agent's own window must bring: it is opened by a program, never by another page or in a frame. */
export const checksOfWindow: readonly Check[] = [checkOpening];

/** What the window's style and script must bring. */
export const checksOfWindowFiles: readonly Check[] = [checkOwnFile];

/** What the window's own requests must bring; the secret is looked at where the question is. */
export const checksOfWindowRequests: readonly Check[] = [
  checkOwnOrigin,
  checkOwnRequest,
  checkContentType,
  checkBodyLength,
];

/** Only programs of this computer reach a loopback address; said again here in case that ever fails. */
function checkPeer({ request }: Exchange): void {
  if (!isLoopback(request.socket.remoteAddress ?? ''))
    throw new AgentProblem('ERR_AGENT_HOST', { detail: 'peer' });
}

/** On a computer with several users, only the one whose agent this is. */
function checkUser({ request }: Exchange): void {
  if (isOtherUser(request.socket)) throw new AgentProblem('ERR_AGENT_OTHER_USER');
}

/** A name of the attacker's own that resolves to this computer (DNS rebinding) comes with its own Host. */
function checkHost({ agent, request }: Exchange): void {
  const host = singleHeader(request, 'host');
  if (host === undefined || !agent.hosts.has(host))
    throw new AgentProblem('ERR_AGENT_HOST', { detail: 'host' });
}

/** Browsers let no page write this header. */
function checkOrigin({ origin }: Exchange): void {
  if (origin === undefined) throw new AgentProblem('ERR_AGENT_ORIGIN_NOT_ALLOWED');
}

/** Where a browser says how a request came about, it must be a script's `fetch` in CORS mode (W3C Fetch Metadata). */
function checkFetchMetadata(exchange: Exchange): void {
  expectFetchMetadata(exchange, {
    'sec-fetch-site': ['cross-site', 'same-site', 'same-origin'],
    'sec-fetch-mode': ['cors'],
    'sec-fetch-dest': ['empty'],
  });
}

/** Opened by the agent's program, or typed: no page links to it, opens it, or puts it into a frame. */
function checkOpening(exchange: Exchange): void {
  expectFetchMetadata(exchange, {
    'sec-fetch-site': ['none'],
    'sec-fetch-mode': ['navigate'],
    'sec-fetch-dest': ['document'],
  });
}

function checkOwnFile(exchange: Exchange): void {
  expectFetchMetadata(exchange, {
    'sec-fetch-site': ['same-origin'],
    'sec-fetch-dest': ['script', 'style'],
  });
}

function checkOwnRequest(exchange: Exchange): void {
  expectFetchMetadata(exchange, {
    'sec-fetch-site': ['same-origin'],
    'sec-fetch-mode': ['cors'],
    'sec-fetch-dest': ['empty'],
  });
}

/** The window's origin is the agent itself, by the name under which the request came. */
function checkOwnOrigin({ request }: Exchange): void {
  const host = singleHeader(request, 'host');
  if (host === undefined || singleHeader(request, 'origin') !== `http://${host}`)
    throw new AgentProblem('ERR_AGENT_ORIGIN_NOT_ALLOWED');
}

/** Browsers too old for these headers leave them out; where they are, they must be one of those. */
function expectFetchMetadata(
  { request }: Exchange,
  expected: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [name, allowed] of Object.entries(expected)) {
    const values = request.headersDistinct[name] ?? [];
    if (values.some((value) => !allowed.includes(value)) || values.length > 1)
      throw new AgentProblem('ERR_AGENT_REQUEST_FORBIDDEN', { detail: name });
  }
}

function checkPairing({ agent, request }: Exchange): void {
  if (!isPairingSecret(singleHeader(request, 'jianbao-pairing'), agent.pairingSecret))
    throw new AgentProblem('ERR_AGENT_NOT_PAIRED');
}

/** Only JSON: forms and plain text are sent by browsers without asking the agent first (CORS "simple requests"). */
function checkContentType({ request }: Exchange): void {
  const type = singleHeader(request, 'content-type') ?? '';
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(type))
    throw new AgentProblem('ERR_AGENT_JSON_ONLY');
  if (request.headers['content-encoding'] !== undefined) throw new AgentProblem('ERR_AGENT_JSON_ONLY');
}

function checkBodyLength({ agent, request }: Exchange): void {
  const length = Number(singleHeader(request, 'content-length') ?? 0);
  if (length > agent.limits.bodyBytes) throw new AgentProblem('ERR_AGENT_TOO_LARGE');
}
