import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock } from '../clock.js';

/** What commands see of the world; replaced in tests. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Resolves after so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
  writeLine(line: string): void;
  writeError(text: string): void;
  /** Asks on the terminal; undefined when there is none. A hidden answer is not shown while it is typed. */
  ask(question: string, visibility: 'shown' | 'hidden'): Promise<string | undefined>;
  /** The first line of a file descriptor. */
  readLine(descriptor: number): Promise<string>;
  /** Resolves when the command is to end (SIGINT, SIGTERM). */
  untilStopped(): Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    environment: process.env,
    platform: process.platform,
    clock: systemClock,
    pause: (milliseconds) => wait(milliseconds),
    writeLine: (line) => void process.stdout.write(`${line}\n`),
    writeError: (text) => void process.stderr.write(text),
    ask: askOnTerminal,
    readLine: readDescriptorLine,
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      }),
  };
}

async function askOnTerminal(question: string, visibility: 'shown' | 'hidden'): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const echo =
    visibility === 'shown' ? process.stderr : new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: echo, terminal: true });
  try {
    return await new Promise<string | undefined>((resolve) => {
      reader.once('line', resolve).once('close', () => resolve(undefined));
    });
  } finally {
    reader.close();
    if (visibility === 'hidden') process.stderr.write('\n');
  }
}

async function readDescriptorLine(descriptor: number): Promise<string> {
  const input = createReadStream('', { fd: descriptor, autoClose: false, encoding: 'utf8' });
  for await (const line of createInterface({ input })) return line;
  return '';
}
