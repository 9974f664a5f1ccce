import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { findFreePort } from '../../src/demo/find-free-port.js';

/** A MariaDB server of our own in a temporary folder. */
export interface MariadbServer {
  readonly port: number;
  readonly socketPath: string;
  /** Kills the server; what it had committed is there again after `restart`, if it is durable. */
  crash(): Promise<void>;
  /** Starts it again on the same data and the same port, after `crash`. */
  restart(): Promise<void>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

export interface MariadbOptions {
  /** Commits reach the disk before they are answered, as in an installation; tests do without. */
  readonly durable?: boolean;
  readonly localInfile?: boolean;
}

/** Starts MariaDB on loopback with an empty root password; ready when this resolves. */
export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer> {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-mariadb-'));
  chmodSync(directory, 0o755);
  const data = join(directory, 'data');
  // A server that starts removes the temporary tables of others from a folder they share.
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--user=root',
    ],
    { stdio: 'pipe' },
  );
  const port = await findFreePort();
  const socketPath = join(directory, 's.sock');
  let server = await run({ ...options, data, temporary, port, socketPath });
  return {
    port,
    socketPath,
    crash: () => server.kill(),
    async restart() {
      server = await run({ ...options, data, temporary, port, socketPath });
    },
    async stop() {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface ServerPlace extends MariadbOptions {
  readonly data: string;
  readonly temporary: string;
  readonly port: number;
  readonly socketPath: string;
}

async function run({ data, temporary, port, socketPath, localInfile, durable }: ServerPlace) {
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      '--user=root',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--socket=${socketPath}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--max-connections=300',
      '--max-allowed-packet=64M',
      `--local-infile=${localInfile ? 1 : 0}`,
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let complaint = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-4000);
      if (complaint.includes('ready for connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`MariaDB did not start:\n${complaint}`)));
  });
  return {
    async kill() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

/** Makes an empty database on the server. */
export async function createMariadbDatabase(port: number, name: string): Promise<void> {
  const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
  await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.end();
}

/** Removes a database from the server. */
export async function dropMariadbDatabase(port: number, name: string): Promise<void> {
  const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
  await connection.query(`DROP DATABASE \`${name}\``);
  await connection.end();
}
