import { spawn } from 'node:child_process';

/** Opens an address in a window of the person at this computer. Rejects when that fails. */
export type OpenWindow = (address: string) => Promise<void>;

/** How each platform opens an address in the person's own browser; the address comes last. */
const platformCommands: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Opens windows with a program of this computer.
 *
 * @param command the program and its first arguments, separated by blanks; the platform's own way when left out
 * @throws TypeError when the command is empty
 */
export function openWindowWith(
  command: string | undefined,
  platform: NodeJS.Platform = process.platform,
): OpenWindow {
  const parts = command?.split(' ').filter((part) => part !== '') ??
    platformCommands[platform] ?? ['xdg-open'];
  const [program, ...first] = parts;
  if (program === undefined)
    throw new TypeError('Write the program that opens a window after --open-command.');
  return (address) =>
    new Promise((resolve, reject) => {
      // No shell; what the program says is nobody's business, since it may hold the address.
      const child = spawn(program, [...first, address], { stdio: 'ignore', detached: true });
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error('The window was not opened.'));
      });
      child.unref();
    });
}
