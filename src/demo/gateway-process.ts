import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoFolder } from './folder.js';

/** A gateway in a process of its own, as an operator would run it. */
export interface GatewayProcess {
  readonly origin: string;
  stop(): Promise<void>;
}

export interface GatewayProcessOptions {
  readonly folder: DemoFolder;
  readonly port: number;
  readonly agentPort: number;
  readonly smtpPort: number;
}

/**
 * Starts `jianbao serve` on the demonstration's folder; its log goes to `gateway.log` there.
 *
 * @throws Error with the end of its complaint when it does not come up
 */
export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const { folder, port } = options;
  const origin = `http://localhost:${port}`;
  await mkdir(folder.data, { recursive: true, mode: 0o700 });
  const log = createWriteStream(join(folder.root, 'gateway.log'), { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, ['--enable-source-maps', cliFile, 'serve'], {
    env: { ...inheritedEnvironment(), ...demoSettings(options, origin) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.pipe(log);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error(`The gateway did not start. ${complaint}`)));
  });
  return {
    origin,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

const cliFile = fileURLToPath(new URL('../cli.js', import.meta.url));

/** What the caller's shell has set for another gateway must not reach this one. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('JIANBAO_')));
}

function demoSettings({ folder, port, agentPort, smtpPort }: GatewayProcessOptions, origin: string) {
  return {
    JIANBAO_MODE: 'demo',
    JIANBAO_ORIGIN: origin,
    JIANBAO_LISTEN_HOST: 'localhost',
    JIANBAO_LISTEN_PORT: String(port),
    JIANBAO_DATA_DIR: folder.data,
    JIANBAO_TRUST_DIR: folder.pki,
    JIANBAO_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    JIANBAO_MAIL_FROM: '健報 (示範) <no-reply@jianbao.example>',
    JIANBAO_CARD_AGENT_PORT: String(agentPort),
  };
}
