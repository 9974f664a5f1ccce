import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { startMariadb } from './mariadb-server.js';

/** Builds what worker threads and browsers load, and starts the one MariaDB server that all test files share. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.BUILD_IS_FRESH !== '1') {
    mkdirSync('.cache', { recursive: true });
    execFileSync('flock', ['.cache/build.lock', process.execPath, 'scripts/build.mjs'], { stdio: 'inherit' });
  }
  const server = await startMariadb({ localInfile: true });
  project.provide('mariadbPort', server.port);
  return () => server.stop();
}
