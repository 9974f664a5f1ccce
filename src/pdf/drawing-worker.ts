import { parentPort } from 'node:worker_threads';
import type { DrawingAnswer, DrawingTask } from './draw-in-thread.js';

parentPort?.on('message', async (task: DrawingTask) => {
  parentPort?.postMessage(await perform(task));
});

async function perform({ module, name, inputs }: DrawingTask): Promise<DrawingAnswer> {
  try {
    const exported: Readonly<Record<string, (...inputs: unknown[]) => unknown>> = await import(module);
    const draw = exported[name];
    if (draw === undefined) throw new TypeError(`${module} exports no ${name}.`);
    return { drawn: await draw(...inputs) };
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { failed: { message, stack } };
  }
}
