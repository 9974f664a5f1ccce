import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/demo/find-free-port.js';

/** MariaDB servers that replicate to each other before they commit, on loopback. */
export interface GaleraCluster {
  /** Where each node takes statements. */
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

/** Why no cluster can be started here; undefined where one can. */
export function whyNoGalera(): string | undefined {
  if (process.getuid?.() !== 0) return 'Only root can start servers as the user mysql.';
  const missing = ['rsync', 'lsof', 'ip', 'mariadbd', 'runuser'].filter((program) => {
    const folders = (process.env.PATH ?? '').split(':');
    return ![...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, program)));
  });
  if (!existsSync(provider)) missing.push('galera-4');
  return missing.length === 0 ? undefined : `Not installed: ${missing.join(', ')}.`;
}

const provider = '/usr/lib/galera/libgalera_smm.so';

/** Starts as many nodes as asked, one after the other. */
export async function startGalera(nodes: number): Promise<GaleraCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-galera-'));
  execFileSync('chown', ['mysql:', directory]);
  const stops: (() => Promise<void>)[] = [];
  const ports: number[] = [];
  let first: number | undefined;
  for (let n = 0; n < nodes; n += 1) {
    const replication = await findFreePort();
    const node = await startNode(join(directory, `node${n}`), replication, first);
    first ??= replication;
    ports.push(node.port);
    stops.push(node.stop);
  }
  return {
    ports,
    async stop() {
      for (const stop of stops.toReversed()) await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startNode(directory: string, replication: number, first: number | undefined) {
  const data = join(directory, 'data');
  mkdirSync(directory);
  execFileSync('chown', ['mysql:', directory]);
  asMysql('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const port = await findFreePort();
  const [incremental, transfer] = [await findFreePort(), await findFreePort()];
  const server = spawn(
    'runuser',
    [
      '-u',
      'mysql',
      '--',
      'mariadbd',
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${join(directory, 's.sock')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--binlog-format=ROW',
      '--default-storage-engine=InnoDB',
      '--innodb-autoinc-lock-mode=2',
      '--innodb-flush-log-at-trx-commit=0',
      '--wsrep-on=ON',
      `--wsrep-provider=${provider}`,
      `--wsrep-cluster-address=gcomm://${first === undefined ? '' : `127.0.0.1:${first}`}`,
      `--wsrep-node-address=127.0.0.1:${replication}`,
      `--wsrep-node-name=${port}`,
      '--wsrep-sst-method=rsync',
      `--wsrep-sst-receive-address=127.0.0.1:${transfer}`,
      `--wsrep-provider-options=base_port=${replication};gmcast.listen_addr=tcp://127.0.0.1:${replication};ist.recv_addr=127.0.0.1:${incremental};gcache.size=16M`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8_000);
      if (/Synchronized with group, ready for connections/.test(said)) resolve();
    });
    server.once('exit', () => reject(new Error(`The node did not start:\n${said}`)));
  });
  return {
    port,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

function asMysql(program: string, options: readonly string[]): void {
  execFileSync('runuser', ['-u', 'mysql', '--', program, ...options], { stdio: 'pipe' });
}
