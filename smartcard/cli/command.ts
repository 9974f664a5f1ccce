import type { CommandOptions } from './options.js';
import type { Terminal } from './terminal.js';

/** One command: does its work, writes its result. */
export type Command = (options: CommandOptions, terminal: Terminal) => Promise<void>;
