import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportGround } from '../../reports/support/report-ground.js';

/** A gateway without its pages, in a process of its own (`run-intake.mjs`). */
export interface GatewayProcess {
  /** Has it do something; gives its answer. */
  ask(order: Readonly<Record<string, unknown>>): Promise<GatewayAnswer>;
  /** What its jobs could not do. */
  readonly failures: readonly string[];
  kill(): Promise<void>;
}

export interface GatewayAnswer {
  readonly number?: string;
  readonly refusal?: string;
}

/** Starts one; it works when this resolves. */
export async function startGatewayProcess(ground: ReportGround): Promise<GatewayProcess> {
  const child = fork(
    fileURLToPath(new URL('./run-intake.mjs', import.meta.url)),
    [JSON.stringify(ground.process)],
    // The driver writes about every connection that it cannot make.
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  await once(child, 'message');
  child.send({ ahead: 0 });
  const failures: string[] = [];
  const waiting = new Map<number, (answer: GatewayAnswer) => void>();
  child.on('message', ({ id, failure, ...answer }: GatewayAnswer & { id?: number; failure?: string }) => {
    if (failure !== undefined) failures.push(failure);
    if (id !== undefined) waiting.get(id)?.(answer);
  });
  let asked = 0;
  return {
    failures,
    ask: (order) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ id: asked, ...order });
      }),
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
