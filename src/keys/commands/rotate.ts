import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { inTransaction } from '../../database/index.js';
import { type Rotation, rotateDataKey } from '../data-keys/rotate.js';
import type { KeyPurpose } from '../key-material.js';
import { auditKeyStep } from './audit-key-step.js';
import { type KeyCommandServices, withDatabase } from './services.js';

/**
 * `jianbao keys rotate [--purpose P]`: a new data key for one purpose, or for all that can have one, while gateways run.
 *
 * @returns exit code: 0 done, 2 misuse
 * @throws RotationPendingError, MasterKeyMismatchError, KeyFileError
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const { values } = parseArgs({ args, options: { purpose: { type: 'string' } }, strict: true });
  const purposes = services.purposes.filter(
    ({ name, use }) => use !== 'index' && (values.purpose === undefined || values.purpose === name),
  );
  if (purposes.length === 0) {
    io.stderr.write(whyNot(services.purposes, values.purpose ?? ''));
    return 2;
  }
  const masterKey = await services.readMasterKey();
  const maker = { ...services, masterKey };
  const done = await withDatabase(services, (db) =>
    inTransaction(db, async (trx) => {
      const rotations: Rotation[] = [];
      for (const purpose of purposes) {
        const rotation = await rotateDataKey(trx, maker, purpose);
        await auditKeyStep(trx, services, {
          action: 'keys.rotate',
          reference: rotation.keyId,
          detail: { purpose: rotation.purpose, usedFrom: rotation.usedFrom.toISOString() },
        });
        rotations.push(rotation);
      }
      return rotations;
    }),
  );
  for (const { purpose, keyId, usedFrom } of done) {
    io.stdout.write(`${purpose}: key ${keyId} is used from ${usedFrom.toISOString()}\n`);
  }
  io.stdout.write('What older keys sealed stays readable; "jianbao keys reseal --purpose P" moves it.\n');
  return 0;
}

function whyNot(purposes: readonly KeyPurpose[], asked: string): string {
  if (purposes.some(({ name }) => name === asked)) {
    return `The key "${asked}" finds values by their keyed hash and keeps its bytes: with others nothing would be found.\n`;
  }
  const names = purposes.filter(({ use }) => use !== 'index').map(({ name }) => name);
  return `There is no purpose "${asked}". Purposes: ${names.join(', ')}.\n`;
}
