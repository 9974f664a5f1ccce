import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A file that the build makes: beside the module that asks for it when the agent is built; its built twin under `dist/`
 * when that runs from the TypeScript sources, as in tests.
 *
 * @param name relative to the module, as "./card-worker.js"
 * @param module `import.meta.url` of the module
 * @throws TypeError when it has not been built
 */
export function builtFile(name: string, module: string): URL {
  const beside = fileURLToPath(new URL(name, module));
  if (existsSync(beside)) return pathToFileURL(beside);
  const at = beside.lastIndexOf(`${sep}smartcard${sep}`);
  const built = `${beside.slice(0, at)}${sep}dist${beside.slice(at)}`;
  if (at >= 0 && existsSync(built)) return pathToFileURL(built);
  throw new TypeError('The card agent has not been built. Run "npm run build".');
}
