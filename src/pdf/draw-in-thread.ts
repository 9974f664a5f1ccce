import { createThreadTasks } from '../thread-tasks.js';
import { workerFile } from '../worker-file.js';

/** What the thread is asked: the function of a module, called with arguments that can be cloned. */
export interface DrawingTask {
  /** The built module's address. */
  readonly module: string;
  readonly name: string;
  readonly inputs: readonly unknown[];
}

/** What it answers. */
export type DrawingAnswer =
  | { readonly drawn: unknown }
  | { readonly failed: { readonly message: string; readonly stack: string } };

/**
 * Makes a function that draws beside the event loop: reading fonts and drawing takes a good part of a second.
 *
 * @param module of `workerFile`: the module whose exported function `name` draws
 * @returns calls that function in a thread, with clones of the arguments, and gives a clone of its answer
 * @throws Error of what the function threw; ThreadTaskError when it took too long
 */
export function drawInThread<Inputs extends readonly unknown[], Drawn>(
  module: () => URL,
  name: string,
): (...inputs: Inputs) => Promise<Drawn> {
  return async (...inputs) => {
    draw ??= createThreadTasks<DrawingTask, DrawingAnswer>({
      file: workerFile(import.meta.url, './drawing-worker.js'),
      ...limits,
    });
    const answer = await draw({ module: module().href, name, inputs });
    if ('failed' in answer) {
      const error = new Error(answer.failed.message);
      error.stack = answer.failed.stack;
      throw error;
    }
    return answer.drawn as Drawn;
  };
}

/** One for all drawings: each thread holds the fonts. */
let draw: ((task: DrawingTask) => Promise<DrawingAnswer>) | undefined;

const limits = { most: 2, kept: 1, heap: 256, patience: 30_000 };
