import type { Clock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { listFiles } from '../../documents/index.js';
import { readJsonFlag } from './read-json-flag.js';
import { reconcile } from './reconcile.js';

const usage = `jianbao reports reconcile [--json]

Compares everything that submissions say of themselves with what is stored, as the gateway does every six hours.
`;

export interface ReconcileCommandServices {
  readonly openDatabase: () => Promise<Database>;
  readonly clock: Clock;
  readonly documentDirectory: string;
}

/**
 * `jianbao reports reconcile [--json]`: looks at all submissions and files now. Exit code 0 when everything adds up, 1 when
 * something does not (then the supervisors are told, unless they know), 2 for a call that cannot be understood.
 */
export async function run(
  args: string[],
  io: CommandIo,
  { openDatabase, clock, documentDirectory }: ReconcileCommandServices,
): Promise<number> {
  const isJson = readJsonFlag(args);
  if (isJson === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const db = await openDatabase();
  try {
    const documents = { list: () => listFiles(documentDirectory) };
    const log = { error: () => undefined };
    const { faults, fresh } = await reconcile({ db, clock, documents, log }, 'all');
    if (isJson) io.stdout.write(`${JSON.stringify({ faults, fresh })}\n`);
    else if (faults.length === 0) io.stdout.write('Everything adds up.\n');
    for (const { kind, subject, expected, found } of isJson ? [] : faults) {
      io.stdout.write(`${kind.padEnd(10)} ${subject} expected ${expected}, found ${found}\n`);
    }
    return faults.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
