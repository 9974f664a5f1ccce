import { createQueue } from './queue.js';

/**
 * A module's state belongs to the whole process, whoever loaded it: two operations at once would finalize it under each
 * other. So there is one queue for the process.
 */
const queue = createQueue();
let operationsWaiting = 0;
let watching: Int32Array | undefined;

/** Runs an operation with cards, after those that were given before. A watch ends for it. */
export async function runOperation<T>(operation: () => Promise<T>): Promise<T> {
  operationsWaiting += 1;
  if (watching !== undefined) endWatch(watching);
  try {
    return await queue(operation);
  } finally {
    operationsWaiting -= 1;
  }
}

/**
 * Runs a watch while no operation wants to run.
 *
 * @param giveWay shared memory that the watch looks at; see `endWatch`
 * @returns undefined when it gave way
 */
export function runWatch<T>(giveWay: Int32Array, watch: () => Promise<T>): Promise<T | undefined> {
  return queue(async () => {
    if (operationsWaiting > 0 || giveWay[0] !== 0) return undefined;
    watching = giveWay;
    try {
      return await watch();
    } finally {
      watching = undefined;
    }
  });
}

/** Ends a watch that runs, and keeps one from beginning. */
export function endWatch(giveWay: Int32Array): void {
  Atomics.store(giveWay, 0, 1);
  Atomics.notify(giveWay, 0);
}
