import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { writeCheckpoint } from '../checkpoint.js';
import { parseNoteSigner } from '../signed-note.js';

/** `jianbao audit checkpoint`: writes the chain's head as a signed note now, besides the daily ones. */
export async function run(
  io: CommandIo,
  db: Database,
  options: { readonly directory: string; readonly signer: string },
): Promise<number> {
  const checkpoint = await writeCheckpoint(db, {
    directory: options.directory,
    signer: parseNoteSigner(options.signer),
  });
  io.stdout.write(
    checkpoint === undefined
      ? 'This state of the chain has a checkpoint already.\n'
      : `Checkpoint of entry ${checkpoint.seq} written to ${options.directory}\n`,
  );
  return 0;
}
