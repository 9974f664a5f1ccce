import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { DatabaseSettings } from '../../database/index.js';
import type { KeyMaterial } from '../../keys/index.js';
import { workerFile } from '../../worker-file.js';
import type { ResultOf, TaskName, TaskOf } from './tasks.js';
import type { FromThread, ThreadSettings, ToThread } from './thread-messages.js';

export interface ThreadPoolOptions {
  readonly database: DatabaseSettings;
  readonly documentDirectory: string;
  /** Asked before each task: keys are rotated while the program runs. */
  keys(): KeyMaterial;
}

/** Threads that do the work of submissions beside the event loop. */
export interface ThreadPool {
  /**
   * Does a task in a thread of its own; a thread that is idle is taken again.
   *
   * @param stop ends the task at its next step, and the thread if it does not come to one
   * @throws ThreadError with the name and message of what the task threw
   */
  run<Name extends TaskName>(name: Name, task: TaskOf<Name>, stop: AbortSignal): Promise<ResultOf<Name>>;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** What a task threw; `taskError` is the name of its class. */
export class ThreadError extends Error {
  readonly taskError: string;

  constructor(taskError: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'ThreadError';
    this.taskError = taskError;
  }
}

export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  const threads = new Set<Worker>();
  const idle: Worker[] = [];

  function begin(): Worker {
    // Read when the heap of a new thread is laid out. The other one spares the threads that help each other to collect what is
    // young: it is little, and there are few cores.
    setFlagsFromString(`--initial-old-space-size=${unhurriedMegabytes}`);
    setFlagsFromString('--no-parallel-scavenge');
    const workerData: ThreadSettings = { database: options.database };
    const thread = new Worker(workerFile(import.meta.url, './thread.js'), {
      workerData,
      resourceLimits: heapLimits,
    });
    threads.add(thread);
    thread.once('exit', () => {
      threads.delete(thread);
      const at = idle.indexOf(thread);
      if (at >= 0) idle.splice(at, 1);
    });
    // An idle thread that fails ends; whoever gives it a task listens for himself.
    thread.on('error', () => undefined);
    return thread;
  }

  return {
    async run(name, task, stop) {
      stop.throwIfAborted();
      const thread = idle.pop() ?? begin();
      const { documentDirectory } = options;
      const result = await perform(thread, { name, task, documentDirectory, keys: options.keys() }, stop);
      idle.push(thread);
      // An idle thread does not keep the program from ending.
      thread.unref();
      if ('failed' in result) throw toError(result.failed);
      return result.done as ResultOf<typeof name>;
    },
    async close() {
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

/** A judging thread needs some 60 MB however long the file is. A small nursery costs no time here, and saves memory. */
const heapLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/**
 * Megabytes, buffers included, before V8 collects all garbage of a new heap. Left to itself it does so every 12 MB of
 * buffers, some twenty times for a file of 100,000 rows, and one such collection costs as much as judging 1,000 rows. There is no
 * option of a thread for it, and the flag changes nothing for the heap that the process has already.
 */
const unhurriedMegabytes = 48;

/** How long a task may take to come to its next step after it was told to stop, in milliseconds. */
const patience = 5_000;

function perform(thread: Worker, task: ToThread, stop: AbortSignal): Promise<FromThread> {
  thread.ref();
  return new Promise((resolve, reject) => {
    let impatience: NodeJS.Timeout | undefined;
    const tellToStop = () => {
      thread.postMessage('stop' satisfies ToThread);
      impatience = setTimeout(() => void thread.terminate(), patience);
    };
    const end = () => {
      clearTimeout(impatience);
      stop.removeEventListener('abort', tellToStop);
      thread.off('message', answered).off('error', failed).off('exit', exited);
    };
    const answered = (message: FromThread) => {
      end();
      resolve(message);
    };
    const failed = (error: Error) => {
      end();
      reject(error);
    };
    const exited = () => failed(new ThreadError('Exit', 'The worker thread ended before its task.'));
    thread.on('message', answered).on('error', failed).on('exit', exited);
    stop.addEventListener('abort', tellToStop);
    thread.postMessage(task);
  });
}

function toError({ name, message, stack }: Extract<FromThread, { failed: unknown }>['failed']): ThreadError {
  const error = new ThreadError(name, message);
  if (stack !== '') error.stack = stack;
  return error;
}
