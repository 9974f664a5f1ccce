import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installUnit, uninstallUnit, unitPlaces } from '../installation/user-unit.js';
import { checkOrigins } from '../server/origins.js';
import { fillIn, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** `jianbao-card install`: lets systemd run the agent for this user from the next login on. Linux only. */
export const install: Command = async ({ origins, modulePaths, language }, terminal) => {
  requireLinux(terminal);
  checkOrigins(origins);
  const places = unitPlaces(terminal.environment);
  const options = [
    ...origins.flatMap((origin) => ['--origin', origin]),
    ...modulePaths.flatMap((path) => ['--module', path]),
  ];
  await installUnit(places, thisProgram(), options);
  terminal.writeError(`${fillIn(texts[language].cli.installed, { ...places })}\n`);
  for (const command of ['daemon-reload', 'enable --now jianbao-card'])
    terminal.writeLine(`systemctl --user ${command}`);
  return exitCode.done;
};

/** `jianbao-card uninstall`: takes away what `install` wrote. */
export const uninstall: Command = async ({ language }, terminal) => {
  requireLinux(terminal);
  const places = unitPlaces(terminal.environment);
  await uninstallUnit(places);
  terminal.writeError(`${fillIn(texts[language].cli.uninstalled, { ...places })}\n`);
  for (const command of ['stop jianbao-card', 'daemon-reload'])
    terminal.writeLine(`systemctl --user ${command}`);
  return exitCode.done;
};

/** Node and the built command, wherever they were unpacked. */
function thisProgram(): readonly string[] {
  return [realpathSync(process.execPath), fileURLToPath(new URL('./main.js', import.meta.url))];
}

function requireLinux({ platform }: Terminal): void {
  if (platform !== 'linux')
    throw new TypeError(
      'This is for Linux. docs/card-agent-installation.md has the way for Windows and macOS.',
    );
}
