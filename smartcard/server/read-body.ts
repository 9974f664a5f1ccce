import type { IncomingMessage } from 'node:http';
import { AgentProblem } from '../problems.js';

export interface BodyLimits {
  readonly bodyBytes: number;
  readonly bodyMilliseconds: number;
}

/**
 * Reads a request's whole body.
 *
 * @throws AgentProblem ERR_AGENT_TOO_LARGE as soon as it is too large, ERR_AGENT_TOO_SLOW when it does not end in time
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => fail(new AgentProblem('ERR_AGENT_TOO_SLOW')), limits.bodyMilliseconds);
    const fail = (problem: AgentProblem) => {
      stop();
      wipe(chunks);
      reject(problem);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limits.bodyBytes) fail(new AgentProblem('ERR_AGENT_TOO_LARGE'));
    };
    const onEnd = () => {
      stop();
      resolve(Buffer.concat(chunks));
      wipe(chunks);
    };
    const onClose = () =>
      fail(new AgentProblem('ERR_AGENT_REQUEST_FORM', { detail: 'the request was cut off' }));
    const stop = () => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      // What still comes is thrown away until the answer has closed the connection.
      request.on('error', () => undefined).resume();
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/** A body may hold a PIN. */
function wipe(chunks: readonly Buffer[]): void {
  for (const chunk of chunks) chunk.fill(0);
}
