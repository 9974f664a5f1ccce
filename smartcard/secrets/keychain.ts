import { runProgram } from '../run-program.js';
import { outOf } from './program-output.js';
import { type SecretPlace, type SecretStore, secretService } from './secret-store.js';

/** The keychain of macOS, through `security`. Written after its manual page; not run by us. */
export const keychainStore: SecretStore = {
  name: 'security',
  isHere: ({ platform }) => platform === 'darwin',
  async read(name, place) {
    const run = await security(['find-generic-password', ...item(name), '-w'], place);
    return run.exit === itemNotFound ? undefined : outOf(run);
  },
  change: {
    async write(name, secret, place) {
      // Commands on standard input (-i), the secret in hexadecimal (-X): nothing of it is an argument, nothing is quoted.
      const hex = Buffer.from(secret, 'utf8').toString('hex');
      const command = ['add-generic-password', '-U', ...item(name), '-X', hex].join(' ');
      outOf(await security(['-i'], { ...place, input: `${command}\n` }));
    },
    async remove(name, place) {
      const run = await security(['delete-generic-password', ...item(name)], place);
      if (run.exit !== itemNotFound) outOf(run);
    },
  },
};

/** errSecItemNotFound, its low eight bits. */
const itemNotFound = 44;

const item = (name: string) => ['-s', secretService, '-a', name];

const security = (args: readonly string[], run: SecretPlace & { readonly input?: string }) =>
  runProgram(['/usr/bin/security', ...args], run);
