import { AgentProblem } from '../problems.js';
import { type Exchange, singleHeader } from './exchange.js';
import { isLoopback } from './loopback.js';
import { isPairingSecret } from './pairing.js';

/** Looks at a request before anything is done; throws an AgentProblem to refuse it. */
export type Check = (exchange: Exchange) => void;

/** What holds for every request. */
export const checksOfEveryRequest: readonly Check[] = [checkPeer, checkHost];

/** What a page must bring before the agent looks at a reader. The card is not touched by any of them. */
export const checksBeforeCards: readonly Check[] = [
  checkOrigin,
  checkFetchMetadata,
  checkPairing,
  checkContentType,
  checkBodyLength,
];

/** Only programs of this computer reach a loopback address; said again here in case that ever fails. */
function checkPeer({ request }: Exchange): void {
  if (!isLoopback(request.socket.remoteAddress ?? ''))
    throw new AgentProblem('ERR_AGENT_HOST', { detail: 'peer' });
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
function checkFetchMetadata({ request }: Exchange): void {
  const expected: Readonly<Record<string, readonly string[]>> = {
    'sec-fetch-site': ['cross-site', 'same-site', 'same-origin'],
    'sec-fetch-mode': ['cors'],
    'sec-fetch-dest': ['empty'],
  };
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
