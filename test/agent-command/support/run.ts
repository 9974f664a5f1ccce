import { runCommand } from '../../../smartcard/cli/run-command.js';
import type { Terminal } from '../../../smartcard/cli/terminal.js';

export interface Ran {
  readonly exit: number;
  readonly out: readonly string[];
  readonly errors: string;
  readonly questions: readonly string[];
  /** The one line of a command with --json. */
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a command under test
  readonly json: any;
}

export interface World extends Partial<Pick<Terminal, 'platform' | 'clock' | 'pause'>> {
  /** What somebody types, in order; without them there is no terminal. */
  readonly answers?: readonly (string | (() => Promise<string>))[];
  /** First lines of file descriptors. */
  readonly descriptors?: Readonly<Record<number, string | (() => Promise<string>)>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command of `jianbao-card` in this process. */
export async function run(args: readonly string[], world: World = {}): Promise<Ran> {
  const out: string[] = [];
  const questions: string[] = [];
  const waiting = [...(world.answers ?? [])];
  let errors = '';
  const terminal: Terminal = {
    environment: { LANG: 'zh_TW.UTF-8', ...world.environment },
    platform: world.platform ?? process.platform,
    clock: world.clock ?? (() => new Date()),
    pause: world.pause ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))),
    writeLine: (line) => void out.push(line),
    writeError: (text) => {
      errors += text;
    },
    ask: async (question) => {
      questions.push(question);
      return give(waiting.shift());
    },
    readLine: async (descriptor) => {
      const line = await give(world.descriptors?.[descriptor]);
      if (line === undefined) throw new TypeError(`Descriptor ${descriptor} is not open.`);
      return line;
    },
    untilStopped: async () => undefined,
  };
  const exit = await runCommand(args, terminal);
  const [line = ''] = out;
  return { exit, out, errors, questions, json: line.startsWith('{') ? JSON.parse(line) : undefined };
}

function give(line: string | (() => Promise<string>) | undefined): Promise<string | undefined> {
  return typeof line === 'function' ? line() : Promise.resolve(line);
}
