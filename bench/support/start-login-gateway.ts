import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../src/demo/find-free-port.js';

export interface LoginGatewayOptions {
  /** As in `JIANBAO_DATABASE`. */
  readonly database: string;
  readonly dataDirectory: string;
  readonly trustDirectory: string;
  /** How many accounts it has. */
  readonly people: number;
  /** What every captcha picture says. */
  readonly captcha: string;
  readonly cardAgentPort?: number;
  /** A cost of argon2id other than the configured one: kilobytes and passes. */
  readonly cost?: string;
}

export interface LoginGateway {
  readonly origin: string;
  /** Seconds of processor time it has used. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a whole gateway in a process of its own. */
export async function startLoginGateway(options: LoginGatewayOptions): Promise<LoginGateway> {
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const child = fork(
    fileURLToPath(new URL('./login-gateway.js', import.meta.url)),
    [String(options.people), options.captcha, options.cost ?? ''],
    {
      env: {
        PATH: process.env.PATH,
        JIANBAO_MODE: 'demo',
        JIANBAO_ORIGIN: origin,
        JIANBAO_LISTEN_HOST: 'localhost',
        JIANBAO_LISTEN_PORT: String(port),
        JIANBAO_TRUSTED_PROXIES: '127.0.0.1,::1',
        JIANBAO_DATABASE: options.database,
        JIANBAO_DATA_DIR: options.dataDirectory,
        JIANBAO_TRUST_DIR: options.trustDirectory,
        JIANBAO_SMTP_URL: 'smtp://127.0.0.1:1',
        JIANBAO_CARD_AGENT_PORT: String(options.cardAgentPort ?? 48_127),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  await once(child, 'message');
  return {
    origin,
    async cpuSeconds() {
      child.send('cpu');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1e6;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
