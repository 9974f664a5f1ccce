import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The built JavaScript file of a worker thread. A worker thread needs a file that Node runs by itself; when the caller
 * itself runs from TypeScript sources (in tests), the built twin under `dist/` is taken.
 *
 * @param caller `import.meta.url` of the calling module
 * @param name the worker's path relative to the caller, ending in `.js`
 * @throws TypeError when the file has not been built
 */
export function workerFile(caller: string, name: string): URL {
  const path = fileURLToPath(new URL(name, caller));
  if (existsSync(path)) return pathToFileURL(path);
  const source = `${sep}src${sep}`;
  const at = path.lastIndexOf(source);
  const built = `${path.slice(0, at)}${sep}dist${path.slice(at)}`;
  if (at >= 0 && existsSync(built)) return pathToFileURL(built);
  throw new TypeError(`The worker file ${name} has not been built. Run "npm run build".`);
}
