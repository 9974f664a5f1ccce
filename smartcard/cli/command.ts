import type { CommandOptions } from './options.js';
import type { Terminal } from './terminal.js';

/** One command: does its work, writes its result, gives its exit code. */
export type Command = (options: CommandOptions, terminal: Terminal) => Promise<number>;

export interface CommandEntry {
  readonly run: Command;
  /** What the command takes beside options, as the usage text calls it. */
  readonly operands: readonly string[];
}
