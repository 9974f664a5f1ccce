import { builtFile } from '../built-file.js';

/** The JavaScript file of the card's thread. Throws a TypeError when it has not been built. */
export function cardWorkerFile(): URL {
  return builtFile('./card-worker.js', import.meta.url);
}
