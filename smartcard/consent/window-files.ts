import { readFileSync } from 'node:fs';
import { builtFile } from '../built-file.js';

export interface WindowFile {
  readonly path: string;
  readonly type: string;
  readonly content: () => Buffer;
}

/** The page of the agent's own window. It holds nothing of a question; its script asks for that with its secret. */
export const windowPage: WindowFile = file('/consent', 'text/html', 'window.html');

/** What the page is made of. */
export const windowParts: readonly WindowFile[] = [
  file('/consent/window.css', 'text/css', 'window.css'),
  file('/consent/window.js', 'text/javascript', 'window.js'),
];

function file(path: string, type: string, name: string): WindowFile {
  const content = () => readFileSync(builtFile(`./browser/${name}`, import.meta.url));
  return { path, type: `${type}; charset=utf-8`, content };
}
