import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The JavaScript file of the card's thread: beside this one when the agent is built; its built twin under `dist/` when
 * this runs from the TypeScript sources, as in tests.
 *
 * @throws TypeError when it has not been built
 */
export function cardWorkerFile(): URL {
  const beside = fileURLToPath(new URL('./card-worker.js', import.meta.url));
  if (existsSync(beside)) return pathToFileURL(beside);
  const at = beside.lastIndexOf(`${sep}smartcard${sep}`);
  const built = `${beside.slice(0, at)}${sep}dist${beside.slice(at)}`;
  if (at >= 0 && existsSync(built)) return pathToFileURL(built);
  throw new TypeError('The card agent has not been built. Run "npm run build".');
}
