import { parseArgs } from 'node:util';

/** Whether `--json` is asked for, of a command that takes nothing else; undefined when the call cannot be understood. */
export function readJsonFlag(args: string[]): boolean | undefined {
  try {
    return parseArgs({ args, options: { json: { type: 'boolean' } } }).values.json ?? false;
  } catch {
    return undefined;
  }
}
