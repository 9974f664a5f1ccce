import { type ChildProcess, spawn } from 'node:child_process';
import { findFreePort } from '../../../src/demo/find-free-port.js';
import type { Installation } from '../../support/installation.js';

export interface SecondGateway {
  readonly origin: string;
  readonly process: ChildProcess;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

/** Starts a further gateway on the data of an installation, as a process of its own. */
export async function startSecondGateway({ config }: Installation): Promise<SecondGateway> {
  const port = await findFreePort();
  const child = spawn(process.execPath, ['dist/src/cli.js', 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      JIANBAO_MODE: 'demo',
      JIANBAO_ORIGIN: config.origin,
      JIANBAO_LISTEN_HOST: 'localhost',
      JIANBAO_LISTEN_PORT: String(port),
      JIANBAO_DATA_DIR: `${config.directories.keys}/..`,
      JIANBAO_TRUST_DIR: config.directories.trust,
      JIANBAO_LOG_LEVEL: 'warn',
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    void ended.then(() => reject(new Error('The second gateway did not start.')));
  });
  return { origin: `http://localhost:${port}`, process: child, ended };
}
