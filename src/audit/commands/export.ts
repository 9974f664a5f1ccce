import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { formatEntryLine, readEntries } from '../verify.js';

/** `jianbao audit export --out FILE`: writes the chain as JSON Lines that `audit verify --file` reads. */
export async function run(
  args: string[],
  io: CommandIo,
  openDatabase: () => Promise<Database>,
): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string' } } });
  if (values.out === undefined) {
    io.stderr.write('Say where to write: jianbao audit export --out FILE\n');
    return 2;
  }
  const db = await openDatabase();
  try {
    const file = createWriteStream(values.out, { flags: 'wx', mode: 0o600 });
    await once(file, 'open');
    for await (const entry of readEntries(db)) {
      if (!file.write(`${formatEntryLine(entry)}\n`)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    return 0;
  } finally {
    await db.destroy();
  }
}
