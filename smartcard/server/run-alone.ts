import type { IncomingMessage } from 'node:http';
import { AgentProblem } from '../problems.js';
import type { AgentContext } from './exchange.js';

/**
 * Makes the rule of one operation at a time: while one runs, also one that nobody waits for any more because it took
 * too long, every other is refused.
 */
export function createRunAlone(operationMilliseconds: number): AgentContext['runAlone'] {
  let busy = false;
  return async (operation, request) => {
    if (busy) throw new AgentProblem('ERR_AGENT_BUSY');
    busy = true;
    const ended = endOf(request, operationMilliseconds);
    const running = operation(ended.signal).finally(() => {
      busy = false;
    });
    try {
      return await Promise.race([running, ended.promise]);
    } finally {
      ended.forget();
      // When the time was up, what comes of the operation later concerns nobody.
      running.catch(() => undefined);
    }
  };
}

/** Rejects when the time is up, and aborts the signal then or when the page goes away. */
function endOf(request: IncomingMessage, milliseconds: number) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      abort();
      reject(new AgentProblem('ERR_AGENT_TIMEOUT'));
    }, milliseconds);
  });
  request.socket.once('close', abort);
  const forget = () => {
    clearTimeout(timer);
    request.socket.off('close', abort);
  };
  return { signal: controller.signal, promise, forget };
}
