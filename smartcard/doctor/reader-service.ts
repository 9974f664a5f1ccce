import { connect } from 'node:net';
import { runProgram } from '../run-program.js';
import type { Patient } from './facts.js';

/** Whether the PC/SC service answers; undefined where the system keeps it running by itself (macOS). */
export async function doesReaderServiceRun({ platform, environment }: Patient): Promise<boolean | undefined> {
  if (platform === 'linux') return accepts(environment.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm');
  if (platform !== 'win32') return undefined;
  const { out } = await runProgram(['C:/Windows/System32/sc.exe', 'query', 'SCardSvr'], { environment });
  return /\bRUNNING\b/.test(out);
}

/** Whether somebody listens on a socket file; systemd listens in place of a pcscd that is not started yet. */
function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}
