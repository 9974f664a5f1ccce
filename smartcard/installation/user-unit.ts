import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where the unit and its settings are, for one user. */
export interface UnitPlaces {
  readonly unit: string;
  readonly settings: string;
}

/** Where this user's units and settings are (XDG Base Directory; systemd.unit(5)). */
export function unitPlaces(environment: NodeJS.ProcessEnv): UnitPlaces {
  const base = environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? homedir(), '.config');
  return {
    unit: join(base, 'systemd', 'user', 'jianbao-card.service'),
    settings: join(base, 'jianbao-card', 'agent.env'),
  };
}

/**
 * Writes the systemd user unit that runs the agent, in the place of one that is there.
 *
 * @param program the command that runs `jianbao-card`, whole paths
 * @param options of `serve`; none may hold blanks, since systemd splits there
 */
export async function installUnit(
  { unit, settings }: UnitPlaces,
  program: readonly string[],
  options: readonly string[],
): Promise<void> {
  if (options.some((option) => /\s/.test(option)))
    throw new TypeError('systemd splits options at blanks: use a path without them.');
  await mkdir(dirname(unit), { recursive: true });
  await mkdir(dirname(settings), { recursive: true, mode: 0o700 });
  await writeFile(settings, `JIANBAO_CARD_OPTIONS=${options.join(' ')}\n`, { mode: 0o600 });
  await writeFile(unit, unitText(program));
}

/** Takes both away again, and what `systemctl enable` made; the pairing secret stays. */
export async function uninstallUnit({ unit, settings }: UnitPlaces): Promise<void> {
  await rm(join(dirname(unit), 'default.target.wants', basename(unit)), { force: true });
  await rm(unit, { force: true });
  await rm(settings, { force: true });
}

const template = new URL('./jianbao-card.service', import.meta.url);
const programOfTemplate = '/opt/jianbao-card/bin/jianbao-card';

function unitText(program: readonly string[]): string {
  return readFileSync(template, 'utf8').replace(programOfTemplate, () => program.map(quote).join(' '));
}

/** As systemd.service(5) reads a command line: quotes, backslashes, specifiers and variables are escaped. */
function quote(part: string): string {
  const escaped = part.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${escaped}"`;
}
