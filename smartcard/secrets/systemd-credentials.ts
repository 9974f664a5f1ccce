import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentProblem } from '../problems.js';
import type { SecretPlace, SecretStore } from './secret-store.js';

/**
 * Credentials of a systemd service (`LoadCredential=`, `LoadCredentialEncrypted=`; systemd.exec(5)): files in a folder
 * that the service alone can read. Filled in the unit, not by us.
 */
export const systemdCredentials: SecretStore = {
  name: 'systemd',
  isHere: ({ environment }) => environment.CREDENTIALS_DIRECTORY !== undefined,
  async read(name, place) {
    const file = join(directoryOf(place), name);
    const { mode } = (await stat(file).catch(ignoreMissing)) ?? {};
    if (mode === undefined) return undefined;
    // systemd gives a service's user the right to read by an access list, which shows as the group's right to read.
    if ((mode & 0o027) !== 0) throw new AgentProblem('ERR_AGENT_SECRET_OPEN', { params: { file } });
    return readFile(file, 'utf8');
  },
};

function directoryOf({ environment }: SecretPlace): string {
  const directory = environment.CREDENTIALS_DIRECTORY;
  if (directory === undefined) throw new TypeError('Not a service with credentials.');
  return directory;
}

function ignoreMissing(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== 'ENOENT') throw cause;
  return undefined;
}
