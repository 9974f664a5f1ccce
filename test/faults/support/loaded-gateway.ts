import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PreparedInstallation } from '../../support/installation.js';

/** Loads the whole gateway in a process of its own; it starts when it is told to (`run-gateway.mjs`). */
export async function loadGateway({ environment }: PreparedInstallation): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./run-gateway.mjs', import.meta.url)), {
    env: { PATH: process.env.PATH, ...environment },
    // The driver writes about every connection that it cannot make.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** Tells a loaded gateway to start; resolves when it listens. */
export async function startLoaded(child: ChildProcess): Promise<void> {
  child.send({ ahead: 0 });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The gateway did not start.')));
    child.on('message', (said) => said === 'listening' && resolve());
  });
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
