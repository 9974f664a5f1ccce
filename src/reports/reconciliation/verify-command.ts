import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { type OpenKeysOptions, openKeys } from '../../keys/index.js';
import { compareIndex } from './compare-index.js';
import { readJsonFlag } from './read-json-flag.js';

const usage = `jianbao reports verify [--json]

Opens every accepted record and compares what it is found by with what it holds. Takes minutes where there are millions.
`;

export interface VerifyCommandServices extends Pick<OpenKeysOptions, 'clock' | 'random' | 'purposes'> {
  readonly openDatabase: () => Promise<Database>;
  readonly readMasterKey: () => Promise<OpenKeysOptions['masterKey']>;
}

/**
 * `jianbao reports verify [--json]`: whether anybody has changed the columns that records are found by. One line for each
 * record of which that is so, with the names of the columns and nothing that they hold. Exit code 0 when there is none, 1
 * when there is, 2 for a call that cannot be understood.
 */
export async function run(
  args: string[],
  io: CommandIo,
  { openDatabase, readMasterKey, ...keyOptions }: VerifyCommandServices,
): Promise<number> {
  const isJson = readJsonFlag(args);
  if (isJson === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const masterKey = await readMasterKey();
  const db = await openDatabase();
  try {
    const keys = await openKeys({ db, masterKey, ...keyOptions });
    let faults = 0;
    for await (const fault of compareIndex({ db, keys })) {
      faults += 1;
      const { submission, row, differs } = fault;
      io.stdout.write(
        isJson ? `${JSON.stringify(fault)}\n` : `${submission}/${row} differs in ${differs.join(', ')}\n`,
      );
    }
    if (faults === 0 && !isJson) io.stdout.write('Every record is found by what it holds.\n');
    return faults === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
