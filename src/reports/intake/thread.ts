import { parentPort, workerData } from 'node:worker_threads';
import { type TaskName, type TaskOf, tasks } from './tasks.js';
import type { FromThread, ThreadSettings, ToThread } from './thread-messages.js';
import { connectThread, openThreadServices, type ThreadServices } from './thread-services.js';

// The entry of a worker thread: does one task after another, each until its end or until it is told to stop.

const port = parentPort;
if (port === null) throw new TypeError('This file is the entry of a worker thread.');

const { database }: ThreadSettings = workerData;
const db = connectThread(database);
let running = new AbortController();

port.on('message', (message: ToThread) => {
  if (message === 'stop') {
    running.abort(new Error('The task was told to stop.'));
    return;
  }
  running = new AbortController();
  void answer(perform(message.name, message.task, openThreadServices(db, message), running.signal));
});

/** The name decides which of the tasks it is; TypeScript cannot follow that through a union. */
function perform<Name extends TaskName>(
  name: Name,
  task: TaskOf<Name>,
  services: ThreadServices,
  stop: AbortSignal,
): Promise<unknown> {
  const work = tasks[name] as (
    services: ThreadServices,
    task: TaskOf<Name>,
    stop: AbortSignal,
  ) => Promise<unknown>;
  return work(services, task, stop);
}

async function answer(work: Promise<unknown>): Promise<void> {
  const message: FromThread = await work.then(
    (done) => ({ done }),
    (error: unknown) => ({ failed: describe(error) }),
  );
  port?.postMessage(message);
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
