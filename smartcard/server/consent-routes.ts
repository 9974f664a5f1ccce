import type { ConsentQuestion } from '../authentication/consent.js';
import { describeQuestion } from '../consent/describe-question.js';
import { type WindowFile, windowPage, windowParts } from '../consent/window-files.js';
import { texts } from '../texts.js';
import type { AgentRoute } from './agent-route.js';
import { answerFile, answerJson } from './answer.js';
import { checksOfWindow, checksOfWindowFiles, checksOfWindowRequests } from './checks.js';
import { type Exchange, singleHeader } from './exchange.js';
import { readBody } from './read-body.js';
import { parseConsentAnswer } from './requests.js';

/** What the agent's own window asks of the agent. */
export const consentRoutes: readonly AgentRoute[] = [
  fileRoute(windowPage, checksOfWindow),
  ...windowParts.map((file) => fileRoute(file, checksOfWindowFiles)),
  forWindow('/consent/question', takeQuestion),
  forWindow('/consent/answer', takeAnswer),
];

function fileRoute(file: WindowFile, checks: AgentRoute['checks']): AgentRoute {
  const answer = async (exchange: Exchange) => answerFile(exchange, file);
  return { method: 'GET', path: file.path, audience: 'window', checks, answer };
}

function forWindow(path: string, handle: (exchange: Exchange) => Promise<unknown>): AgentRoute {
  const answer = async (exchange: Exchange) => answerJson(exchange, await handle(exchange));
  return { method: 'POST', path, audience: 'window', checks: checksOfWindowRequests, answer };
}

/** The question, once, for the secret in the window's address. */
async function takeQuestion(exchange: Exchange): Promise<unknown> {
  const { agent, request } = exchange;
  await readBody(request, agent.limits);
  const { question, key, secondsLeft } = agent.consentWindow.take(singleHeader(request, 'jianbao-consent'));
  return { key, secondsLeft, ...describeForWindow(question) };
}

function describeForWindow(question: ConsentQuestion) {
  const { language, pinGiven, pinPad, lastTry } = question;
  return {
    language,
    ...describeQuestion(question),
    texts: texts[language].window,
    asksPin: !pinGiven && !pinPad,
    pinPad,
    lastTry,
  };
}

/** The person's decision, once. */
async function takeAnswer(exchange: Exchange): Promise<unknown> {
  const { agent, request } = exchange;
  const body = await readBody(request, agent.limits);
  const { agree: agreed, pin: typed, lastTryAgreed } = parseAnswer(body);
  const pin = typed === undefined ? undefined : new Uint8Array(Buffer.from(typed, 'utf8'));
  try {
    agent.consentWindow.answer(singleHeader(request, 'jianbao-consent'), { agreed, pin, lastTryAgreed });
    return {};
  } catch (cause) {
    pin?.fill(0);
    throw cause;
  }
}

function parseAnswer(body: Buffer) {
  try {
    return parseConsentAnswer(body);
  } finally {
    body.fill(0);
  }
}
