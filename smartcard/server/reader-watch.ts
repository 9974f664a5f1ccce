import type { CardAccess, ReadersNow } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';

/** Pages that may wait at once. */
const mostWaiting = 8;

/**
 * Waits until the readers differ from the state a page knows; undefined when they still do not after a while.
 *
 * @throws AgentProblem ERR_AGENT_BUSY when too many pages wait
 */
export type WaitForReaders = (
  known: string | undefined,
  signal: AbortSignal,
) => Promise<ReadersNow | undefined>;

/** One watch for all pages that wait, for up to `milliseconds`. */
export function createReaderWatch(cards: CardAccess, milliseconds: number): WaitForReaders {
  let latest: ReadersNow | undefined;
  let shared: Watch | undefined;
  const waiting = new Set<AbortSignal>();

  function begin(known: string | undefined): Watch {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), milliseconds);
    const ended = cards.watchReaders(known, controller.signal).finally(() => {
      clearTimeout(timer);
      if (shared?.ended === ended) shared = undefined;
    });
    return { known, ended, abort: () => controller.abort() };
  }

  async function join(known: string | undefined): Promise<ReadersNow | undefined> {
    if (shared !== undefined && shared.known !== known) {
      // Another page knows another state; it asks again.
      shared.abort();
      await shared.ended;
    }
    shared ??= begin(known);
    const now = await shared.ended;
    latest = now ?? latest;
    return now;
  }

  return async (known, signal) => {
    // How it was when the watch that runs began is how it is now.
    if (shared !== undefined && latest?.state === shared.known && latest?.state !== known) return latest;
    if (waiting.size >= mostWaiting) throw new AgentProblem('ERR_AGENT_BUSY');
    waiting.add(signal);
    const leave = () => {
      waiting.delete(signal);
      if (waiting.size === 0) shared?.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await join(known);
    } finally {
      signal.removeEventListener('abort', leave);
      waiting.delete(signal);
    }
  };
}

interface Watch {
  readonly known: string | undefined;
  readonly ended: Promise<ReadersNow | undefined>;
  abort(): void;
}
