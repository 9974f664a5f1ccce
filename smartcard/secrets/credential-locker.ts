import { type ProgramRun, runProgram } from '../run-program.js';
import { outOf } from './program-output.js';
import { type SecretPlace, type SecretStore, secretService } from './secret-store.js';

/**
 * Credential Locker of Windows (PasswordVault), through the PowerShell that Windows brings. Secrets go in and out as
 * Base64, whatever the console's encoding. Written after its documentation; not run by us.
 */
export const credentialLockerStore: SecretStore = {
  name: 'PasswordVault',
  isHere: ({ platform }) => platform === 'win32',
  async read(name, place) {
    const run = await powershell(
      [`$c = ${retrieve(name)}`, '$c.RetrievePassword()', `[Console]::Out.Write(${toBase64('$c.Password')})`],
      place,
    );
    return run.exit === itemNotFound ? undefined : Buffer.from(outOf(run), 'base64').toString('utf8');
  },
  change: {
    async write(name, secret, place) {
      const input = `${Buffer.from(secret, 'utf8').toString('base64')}\n`;
      const credential = `New-Object Windows.Security.Credentials.PasswordCredential('${secretService}', '${name}', $secret)`;
      const lines = [`$secret = ${fromBase64('[Console]::In.ReadLine()')}`, `$vault.Add((${credential}))`];
      outOf(await powershell(lines, { ...place, input }));
    },
    async remove(name, place) {
      const run = await powershell([`$vault.Remove((${retrieve(name)}))`], place);
      if (run.exit !== itemNotFound) outOf(run);
    },
  },
};

/** Ours, for what the locker tells by an exception. */
const itemNotFound = 44;

/** Names hold letters, digits, dots, hyphens and underscores only, so that none can end a quoted text. */
const retrieve = (name: string) =>
  `$(try { $vault.Retrieve('${secretService}', '${name}') } catch { exit ${itemNotFound} })`;

const toBase64 = (text: string) => `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${text}))`;

const fromBase64 = (text: string) => `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(${text}))`;

const types = ['PasswordVault', 'PasswordCredential'].map(
  (type) =>
    `$null = [Windows.Security.Credentials.${type},Windows.Security.Credentials,ContentType=WindowsRuntime]`,
);

function powershell(
  lines: readonly string[],
  run: SecretPlace & { readonly input?: string },
): Promise<ProgramRun> {
  const vault = '$vault = New-Object Windows.Security.Credentials.PasswordVault';
  const script = ["$ErrorActionPreference = 'Stop'", ...types, vault, ...lines].join('; ');
  const program = 'C:/Windows/System32/WindowsPowerShell/v1.0/powershell.exe';
  return runProgram([program, '-NoProfile', '-NonInteractive', '-Command', script], run);
}
