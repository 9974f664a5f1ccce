import { Worker } from 'node:worker_threads';

export interface ThreadTasksOptions {
  /** Of `workerFile`; the worker answers each message with one message of its own. */
  readonly file: URL;
  /** Threads that may work at the same time; further tasks wait for their turn. */
  readonly most: number;
  /** Threads that are kept for the next task; they do not keep the program from ending. */
  readonly kept: number;
  /** Heap of one thread, in megabytes. */
  readonly heap: number;
  /** Milliseconds after which a task is given up and its thread ended. */
  readonly patience: number;
}

/** The task ended without an answer: it took too long or too much memory, or the thread failed. */
export class ThreadTaskError extends Error {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'ThreadTaskError';
  }
}

/**
 * Work beside the event loop, within limits of time and memory.
 *
 * @returns does a task in a thread and gives its answer
 * @throws ThreadTaskError
 */
export function createThreadTasks<Task, Answer>(
  options: ThreadTasksOptions,
): (task: Task) => Promise<Answer> {
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let working = 0;

  const turn = async (): Promise<void> => {
    if (working < options.most) working++;
    else await new Promise<void>((begin) => waiting.push(begin));
  };
  const giveTurn = (): void => {
    const next = waiting.shift();
    if (next === undefined) working--;
    else next();
  };

  return async (task) => {
    await turn();
    const thread = idle.pop() ?? beginThread(options, idle);
    try {
      const answer = await ask<Answer>(thread, task, options.patience);
      if (idle.length < options.kept) keep(thread, idle);
      else void thread.terminate();
      return answer;
    } catch (cause) {
      void thread.terminate();
      throw cause;
    } finally {
      giveTurn();
    }
  };
}

function beginThread({ file, heap }: ThreadTasksOptions, idle: Worker[]): Worker {
  const thread = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heap } });
  // An idle thread that fails ends; whoever gives it a task listens for himself.
  thread.on('error', () => undefined);
  thread.once('exit', () => {
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
  });
  return thread;
}

function keep(thread: Worker, idle: Worker[]): void {
  thread.unref();
  idle.push(thread);
}

function ask<Answer>(thread: Worker, task: unknown, patience: number): Promise<Answer> {
  thread.ref();
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(impatience);
      thread.off('message', answered).off('error', failed).off('exit', exited);
    };
    const answered = (answer: Answer) => {
      end();
      resolve(answer);
    };
    const failed = (cause: unknown) => {
      end();
      reject(new ThreadTaskError('The thread failed.', { cause }));
    };
    const exited = () => failed(new Error('it ended before its task'));
    const impatience = setTimeout(() => failed(new Error(`no answer within ${patience} ms`)), patience);
    thread.on('message', answered).on('error', failed).on('exit', exited);
    thread.postMessage(task);
  });
}
