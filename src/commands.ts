/** Where a command writes; standard output carries results, standard error everything else. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Runs a command with the words after its name; gives the exit code. */
export type RunCommand = (args: string[], io: CommandIo) => Promise<number>;
