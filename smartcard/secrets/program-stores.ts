import { AgentProblem } from '../problems.js';
import { type ProgramRun, runProgram } from '../run-program.js';
import { type SecretPlace, type SecretStore, secretService } from './secret-store.js';

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
      outOf(
        await runProgram(['secret-tool', 'store', label, ...attributes(name)], { ...place, input: secret }),
      );
    },
    async remove(name, place) {
      const run = await runProgram(['secret-tool', 'clear', ...attributes(name)], place);
      if (run.exit !== 1 || run.errors !== '') outOf(run);
    },
  },
};

/** The keychain of macOS, through `security`. */
export const keychainStore: SecretStore = {
  name: 'security',
  isHere: ({ platform }) => platform === 'darwin',
  async read(name, place) {
    const run = await security(['find-generic-password', ...keychainItem(name), '-w'], place);
    return run.exit === itemNotFound ? undefined : outOf(run);
  },
  change: {
    async write(name, secret, place) {
      // Commands on standard input (-i), the secret in hexadecimal (-X): nothing of it is an argument, nothing is quoted.
      const hex = Buffer.from(secret, 'utf8').toString('hex');
      const command = ['add-generic-password', '-U', ...keychainItem(name), '-X', hex].join(' ');
      outOf(await security(['-i'], { ...place, input: `${command}\n` }));
    },
    async remove(name, place) {
      const run = await security(['delete-generic-password', ...keychainItem(name)], place);
      if (run.exit !== itemNotFound) outOf(run);
    },
  },
};

/** Credential Locker of Windows (PasswordVault), through the PowerShell that Windows brings. */
export const credentialLockerStore: SecretStore = {
  name: 'PasswordVault',
  isHere: ({ platform }) => platform === 'win32',
  async read(name, place) {
    const run = await powershell(
      `try { $c = $vault.Retrieve('${secretService}', '${name}') } catch { exit 44 }; $c.RetrievePassword(); ${writeOut('$c.Password')}`,
      place,
    );
    return run.exit === itemNotFound ? undefined : fromBase64(outOf(run));
  },
  change: {
    async write(name, secret, place) {
      const credential = `[Windows.Security.Credentials.PasswordCredential,Windows.Security.Credentials,ContentType=WindowsRuntime]`;
      const script = `$secret = ${readIn}; $null = ${credential}; $vault.Add((New-Object Windows.Security.Credentials.PasswordCredential('${secretService}', '${name}', $secret)))`;
      const input = `${Buffer.from(secret, 'utf8').toString('base64')}\n`;
      outOf(await powershell(script, { ...place, input }));
    },
    async remove(name, place) {
      const script = `try { $vault.Remove($vault.Retrieve('${secretService}', '${name}')) } catch { exit 44 }`;
      const run = await powershell(script, place);
      if (run.exit !== itemNotFound) outOf(run);
    },
  },
};

/** errSecItemNotFound of `security`; used for the same in PowerShell. */
const itemNotFound = 44;

type Run = SecretPlace & { readonly input?: string };

const attributes = (name: string) => ['service', secretService, 'name', name];

const keychainItem = (name: string) => ['-s', secretService, '-a', name];

const security = (args: readonly string[], run: Run) => runProgram(['/usr/bin/security', ...args], run);

/** Names hold letters, digits, dots, hyphens and underscores only, so that none can end a quoted text. */
function powershell(script: string, run: Run): Promise<ProgramRun> {
  const program = 'C:/Windows/System32/WindowsPowerShell/v1.0/powershell.exe';
  const vault = `$ErrorActionPreference = 'Stop'; $null = [Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime]; $vault = New-Object Windows.Security.Credentials.PasswordVault`;
  return runProgram([program, '-NoProfile', '-NonInteractive', '-Command', `${vault}; ${script}`], run);
}

const readIn =
  '[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()))' as const;

const writeOut = (text: string) =>
  `[Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${text})))`;

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('utf8');

/** What a store's program says could quote what it was given, so only how it ended is kept. */
function outOf({ exit, out }: ProgramRun): string {
  if (exit !== 0) {
    const detail = exit === undefined ? 'the program is missing or did not end' : `it ended with ${exit}`;
    throw new AgentProblem('ERR_AGENT_SECRET_STORE', { detail });
  }
  return out;
}
