import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { migrate } from '../../migrations/index.js';
import { byOperator } from '../../src/accounts/index.js';
import { type Config, readConfig } from '../../src/config.js';
import { connect } from '../../src/database/index.js';
import { callApi } from '../../src/demo/api-client.js';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { addPeople, type Person } from '../../src/demo/people.js';
import { type Gateway, type GatewayOptions, startGateway } from '../../src/gateway.js';
import { importInstitutions } from '../../src/institutions/index.js';
import { initKeys } from '../../src/keys/index.js';
import { type DemoCards, demoCards, signToken } from './demo-cards.js';

/** A gateway with the demo's people on SQLite, listening on this machine. */
export interface Installation {
  readonly origin: string;
  readonly config: Config;
  readonly gateway: Gateway;
  readonly cards: DemoCards;
  readonly people: readonly Person[];
  /** What the next captcha pictures say. */
  readonly captcha: { text: string };
  /** Logs somebody in over the API, the card's signature made without a reader; gives the bearer token. */
  logIn(userName: string): Promise<string>;
  stop(): Promise<void>;
}

export interface InstallationPorts {
  readonly smtpPort: number;
  readonly agentPort: number;
}

/** What a test watches or hurries. */
export type InstallationWatch = Partial<Pick<GatewayOptions, 'clock' | 'log' | 'patience'>>;

/** What a gateway of an installation is started with, before there is one. */
export interface PreparedInstallation extends Pick<Installation, 'origin' | 'config' | 'cards' | 'people'> {
  /** The environment variables that a process of its own needs. */
  readonly environment: Readonly<Record<string, string>>;
  logIn(userName: string): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Starts one; where mail server and card agent are does not matter unless a test has them.
 *
 * @param settings environment variables besides those of every test
 */
export async function startInstallation(
  ports: Partial<InstallationPorts> = {},
  watch: InstallationWatch = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const prepared = await prepareInstallation(ports, settings);
  const { origin, config, cards, people, logIn } = prepared;
  const captcha = { text: '246813' };
  const gateway = await startGateway({
    config,
    clock: () => new Date(),
    randomBytes,
    log: pino({ level: 'silent' }),
    captchaText: () => captcha.text,
    ...watch,
  });
  return {
    origin,
    config,
    gateway,
    cards,
    people,
    captcha,
    logIn,
    async stop() {
      await gateway.stop();
      await prepared.remove();
    },
  };
}

/** Makes everything that a gateway needs, its people included, and starts none. */
export async function prepareInstallation(
  ports: Partial<InstallationPorts> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<PreparedInstallation> {
  const folder = await mkdtemp(join(tmpdir(), 'jianbao-installation-'));
  const cards = await demoCards(new Date());
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const environment = {
    JIANBAO_MODE: 'demo',
    JIANBAO_ORIGIN: origin,
    JIANBAO_LISTEN_HOST: 'localhost',
    JIANBAO_LISTEN_PORT: String(port),
    JIANBAO_DATA_DIR: folder,
    JIANBAO_TRUST_DIR: cards.directory,
    JIANBAO_SMTP_URL: `smtp://127.0.0.1:${ports.smtpPort ?? 1}`,
    JIANBAO_CARD_AGENT_PORT: String(ports.agentPort ?? 1),
    ...settings,
  };
  const config = readConfig(environment);
  const now = new Date();
  const { keys } = config.directories;
  await initKeys({ directory: keys, name: 'test.localhost', clock: () => now, random: randomBytes });
  const people = await seed(config, cards, now);
  return {
    origin,
    config,
    cards,
    people,
    environment,
    logIn: (userName) => logIn(origin, cards, findPerson(people, userName)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The demo's person of that user name. */
export function findPerson(people: readonly Person[], userName: string): Person {
  const person = people.find((candidate) => candidate.userName === userName);
  if (person === undefined) throw new TypeError(`The demo has no ${userName}.`);
  return person;
}

async function seed(config: Config, cards: DemoCards, at: Date): Promise<readonly Person[]> {
  const db = connect(config.database);
  try {
    await migrate(db);
    await importInstitutions(db, await readFile('src/demo/data/institutions.csv'), { ...byOperator, at });
    return await addPeople(db, cards.pki, at);
  } finally {
    await db.destroy();
  }
}

async function logIn(origin: string, cards: DemoCards, person: Person): Promise<string> {
  const { challenge, nonce } = await callApi(origin, 'POST', '/api/v1/session/challenge');
  const card = person.tokenLabel.replace('jianbao-', '');
  const token = await signToken(cards, { card, origin, nonce: String(nonce) });
  const session = await callApi(origin, 'POST', '/api/v1/session', {
    json: { challenge, userName: person.userName, password: person.password, token },
  });
  return String(session.token);
}
