import type { CardAccess } from '../pkcs11/card-access.js';
import { findModules } from '../pkcs11/find-modules.js';
import { startCardWorker } from '../pkcs11/start-card-worker.js';
import type { CommandOptions } from './options.js';

/** The cards of this computer, by the options of a command. To be closed after use. */
export function openCards({ modulePaths, softhsmConfig }: CommandOptions): CardAccess {
  return startCardWorker({
    modulePaths: findModules(modulePaths).map(({ path }) => path),
    ...(softhsmConfig !== undefined && { softhsmConfig }),
  });
}
