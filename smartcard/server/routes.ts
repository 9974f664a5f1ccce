import { agentVersion } from '../version.js';
import type { AgentRoute } from './agent-route.js';
import { answerJson } from './answer.js';
import { logIn, signDocumentForPage } from './card-routes.js';
import { checksBeforeCards } from './checks.js';
import { consentRoutes } from './consent-routes.js';
import { type Exchange, singleHeader } from './exchange.js';
import { isPairingSecret } from './pairing.js';
import { readBody } from './read-body.js';
import { parseEventsRequest, parseReadersRequest } from './requests.js';
import { takeRequest } from './take-request.js';

/** Everything the agent answers. */
export const agentRoutes: readonly AgentRoute[] = [
  forGateways('GET', '/status', [], tellStatus),
  forGateways('POST', '/readers', checksBeforeCards, listReaders),
  forGateways('POST', '/events', checksBeforeCards, waitForChange),
  forGateways('POST', '/authenticate', checksBeforeCards, logIn),
  forGateways('POST', '/sign-document', checksBeforeCards, signDocumentForPage),
  ...consentRoutes,
];

/** What this agent can do, for pages that must know before they ask. */
const features = ['authenticate', 'sign-document', 'events'] as const;

function forGateways(
  method: AgentRoute['method'],
  path: string,
  checks: AgentRoute['checks'],
  handle: (exchange: Exchange) => Promise<unknown>,
): AgentRoute {
  const answer = async (exchange: Exchange) => answerJson(exchange, await handle(exchange));
  return { method, path, audience: 'gateways', checks, answer };
}

/** That the agent runs, and whether it knows the page. Nothing about cards. */
async function tellStatus({ agent, request, origin }: Exchange): Promise<unknown> {
  const paired =
    origin !== undefined && isPairingSecret(singleHeader(request, 'jianbao-pairing'), agent.pairingSecret);
  return {
    agent: 'jianbao-card',
    version: agentVersion,
    originAllowed: origin !== undefined,
    paired,
    // With this one, the page has no field for the PIN: the agent asks for it.
    features: agent.pinEntry === 'agent' ? [...features, 'pin-in-agent'] : features,
  };
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
