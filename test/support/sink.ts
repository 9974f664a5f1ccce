import type { CommandIo } from '../../src/commands.js';

/** What a command wrote, for tests to read. */
export interface Sink {
  readonly io: CommandIo;
  out(): string;
  err(): string;
}

/** Collects what a command writes instead of printing it. */
export function createSink(): Sink {
  const out: string[] = [];
  const err: string[] = [];
  return {
    io: { stdout: { write: (text) => out.push(text) }, stderr: { write: (text) => err.push(text) } },
    out: () => out.join(''),
    err: () => err.join(''),
  };
}
