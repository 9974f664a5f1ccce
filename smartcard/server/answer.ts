import type { WindowFile } from '../consent/window-files.js';
import { AgentProblem } from '../problems.js';
import { describeProblem } from '../texts.js';
import type { Exchange } from './exchange.js';

const headersOfEveryAnswer = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  Vary: 'Origin',
} as const;

/** The headers of every answer; the gateway's origin is named only when it is on the list, exactly as it came. */
export function prepareAnswer({ request, response, origin }: Exchange): void {
  for (const [name, value] of Object.entries(headersOfEveryAnswer)) response.setHeader(name, value);
  // A page that is not on the list may learn from a `no-cors` request to /status that an agent runs, and no more: it
  // tells the reporter that its gateway is missing on the list.
  response.setHeader(
    'Cross-Origin-Resource-Policy',
    request.url === '/status' ? 'cross-origin' : 'same-origin',
  );
  if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
  if (origin !== undefined) response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/** Answers the question a browser asks before it lets a page's script send JSON (CORS preflight). */
export function answerPreflight({ request, response, origin }: Exchange): void {
  if (origin === undefined) throw new AgentProblem('ERR_AGENT_ORIGIN_NOT_ALLOWED');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Jianbao-Pairing');
  response.setHeader('Access-Control-Max-Age', '600');
  // Of an earlier design of browsers' local-network rules; Chromium asks the user instead today.
  if (request.headers['access-control-request-private-network'] === 'true')
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
  response.writeHead(204).end();
}

/** The window's page: its own script and style, its own agent, in no frame, with nothing of whoever opened it. */
const headersOfWindow = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
} as const;

/** Answers with a file of the agent's own window. */
export function answerFile({ response }: Exchange, { type, content }: WindowFile): void {
  response.writeHead(200, { ...headersOfWindow, 'Content-Type': type }).end(content());
}

/** Answers with JSON. */
export function answerJson({ response }: Exchange, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Answers with what went wrong, in the page's language. */
export function answerProblem({ response, language }: Exchange, problem: AgentProblem): void {
  const { code, status, triesLeft, retryAfter } = problem;
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  // The rest of a body that was not read must not be taken for the next request.
  response.setHeader('Connection', 'close');
  const body = { code, ...describeProblem(problem, language), triesLeft, retryAfter };
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
