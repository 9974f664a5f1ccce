import { readFileSync } from 'node:fs';

interface PackageFile {
  readonly version: string;
}

/** Version of the card agent, from its package. */
export const agentVersion = (
  JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as PackageFile
).version;
