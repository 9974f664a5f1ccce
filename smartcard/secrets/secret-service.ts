import { runProgram } from '../run-program.js';
import { outOf } from './program-output.js';
import { type SecretStore, secretService } from './secret-store.js';

/** Secret Service of a Linux desktop (GNOME Keyring, KWallet), through libsecret's `secret-tool`. */
export const secretServiceStore: SecretStore = {
  name: 'secret-tool',
  isHere: ({ platform }) => platform === 'linux',
  async read(name, place) {
    const run = await runProgram(['secret-tool', 'lookup', ...attributes(name)], place);
    // It ends with 1 for a secret it does not have and for a store it cannot reach; only then does it say something.
    return run.exit === 1 && run.errors === '' ? undefined : outOf(run);
  },
  change: {
    async write(name, secret, place) {
      const label = `--label=${secretService} ${name}`;
      const command = ['secret-tool', 'store', label, ...attributes(name)] as const;
      outOf(await runProgram(command, { ...place, input: secret }));
    },
    async remove(name, place) {
      const run = await runProgram(['secret-tool', 'clear', ...attributes(name)], place);
      if (run.exit !== 1 || run.errors !== '') outOf(run);
    },
  },
};

const attributes = (name: string) => ['service', secretService, 'name', name];
