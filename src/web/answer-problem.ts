import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { describeError } from '../describe-error.js';
import { problemSentence, translate } from '../locales/index.js';
import { errorTable, type Problem } from '../problems/index.js';
import { isForPrograms } from './audience.js';
import type { Pages } from './pages.js';
import { problemOf } from './problem-of.js';
import { visitOf } from './visit.js';

export interface AnswerProblemOptions {
  readonly pages: Pick<Pages, 'renderProblem'>;
  readonly log: Logger;
  readonly origin: string;
}

/** Answers every error: a page in the layout to people, `application/problem+json` (RFC 9457) to programs. */
export function answerProblem({ pages, log, origin }: AnswerProblemOptions): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = problemOf(error);
    logProblem(log, request, problem);
    // Half an answer cannot be taken back; cutting the connection is the only way to say that it is not whole.
    if (response.headersSent) return void response.destroy();
    response.status(problem.status);
    setRetryAfter(response, problem);
    if (isForPrograms(request)) return answerJson(request, response, problem, origin);
    try {
      pages.renderProblem(request, response, problem);
    } catch (failure) {
      logProblem(log, request, problemOf(failure));
      answerPlainly(request, response, problem);
    }
  };
}

function answerJson(request: Request, response: Response, problem: Problem, origin: string): void {
  const { reference, language } = visitOf(request);
  const errors = problem.fields.map((field) => ({
    field: field.field,
    code: field.code,
    detail: problemSentence(language, field),
  }));
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="jianbao"');
  const body = {
    type: `${origin}/help/errors#${problem.code}`,
    title: translate(language, `problem-pages.title.${problem.status}`),
    status: problem.status,
    detail: problemSentence(language, problem),
    code: problem.code,
    reference,
    ...(errors.length > 0 ? { errors } : {}),
  };
  response.type('application/problem+json').setHeader('Content-Language', language);
  response.send(JSON.stringify(body));
}

/** The last resort, when the layout itself cannot be drawn. */
function answerPlainly(request: Request, response: Response, problem: Problem): void {
  const { language, reference } = visitOf(request);
  const sentence = problemSentence(language, problem);
  response.type('text/plain').send(`${sentence}\n\n${reference}\n`);
}

function setRetryAfter(response: Response, problem: Problem): void {
  const { minutes } = problem.params;
  if (problem.status === 503) response.setHeader('Retry-After', '60');
  if (problem.status === 429 && typeof minutes === 'number') {
    response.setHeader('Retry-After', String(minutes * 60));
  }
}

function logProblem(log: Logger, request: Request, problem: Problem): void {
  const level = errorTable[problem.code].log;
  if (level === 'none') return;
  log[level](
    {
      reference: visitOf(request).reference,
      code: problem.code,
      detail: problem.detail,
      ...(problem.cause === undefined ? {} : { cause: describeError(problem.cause) }),
    },
    'problem',
  );
}
