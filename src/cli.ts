#!/usr/bin/env node
import { findCommand, listCommands } from './cli-commands.js';

/** The `jianbao` command. Exit codes: 0 done, 1 the answer is no, 2 the call was wrong or could not be carried out. */
async function main(words: string[]): Promise<number> {
  const found = findCommand(words);
  if (found === undefined) {
    const asked = words.length > 0 && !['help', '--help', '-h'].includes(words[0] ?? '');
    (asked ? process.stderr : process.stdout).write(listCommands());
    return asked ? 2 : 0;
  }
  return found.command.run(found.args, { stdout: process.stdout, stderr: process.stderr });
}

// What any command writes, the embedded database above all, is for the user who runs it and for nobody else here.
process.umask(0o077);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 2;
  },
);
