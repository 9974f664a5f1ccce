import { spawn } from 'node:child_process';

export interface ProgramRun {
  /** undefined when there is no such program, or it did not end in time. */
  readonly exit: number | undefined;
  readonly out: string;
  readonly errors: string;
}

/** A store that waits for somebody to unlock it on a screen that nobody sees must not hold a service for ever. */
const patience = 60_000;

/** Runs a program without a shell; what it is given on standard input stands in no list of processes. */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { environment, input = '' }: { readonly environment: NodeJS.ProcessEnv; readonly input?: string },
): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: environment, timeout: patience, windowsHide: true });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    // A program that ends before it has read its input closes the pipe.
    child.stdin.on('error', () => undefined).end(input);
    child.once('error', () => resolve({ exit: undefined, out: '', errors: '' }));
    child.once('close', (exit) => {
      resolve({
        exit: exit ?? undefined,
        out: Buffer.concat(out).toString('utf8'),
        errors: Buffer.concat(errors).toString('utf8'),
      });
      for (const chunk of out) chunk.fill(0);
    });
  });
}
