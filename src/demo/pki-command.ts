import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.js';
import type { CommandIo } from '../commands.js';
import { makeDemoPki } from './pki/index.js';

/** `jianbao demo pki --out DIR`: makes a demo PKI. Exit code 0 made, 2 misuse. */
export async function run(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string' } } });
  if (values.out === undefined) {
    io.stderr.write('Say where: jianbao demo pki --out DIR\n');
    return 2;
  }
  const pki = await makeDemoPki({ directory: values.out, now: systemClock(), random: randomBytes });
  io.stdout.write(`${pki.authorities.length} authorities and ${pki.cards.length} cards in ${values.out}\n`);
  return 0;
}
