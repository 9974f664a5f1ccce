import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import {
  type Agent,
  type AgentLogLine,
  type AgentOptions,
  type CardAccess,
  startAgent,
  startCardWorker,
} from '../../smartcard/index.js';
import type { InsertedCards } from './demo-cards.js';

export const gatewayOrigin = 'https://jianbao.example.tw';

/** A nonce as the gateway makes them. */
export const nonce = Buffer.alloc(32, 7).toString('base64');

export interface CountingCards extends CardAccess {
  /** How often PKCS#11 was asked for anything. */
  readonly touches: () => number;
}

/** A computer with a card module; SoftHSM's needs its configuration. */
export type Computer = Pick<InsertedCards, 'modulePath'> & Partial<Pick<InsertedCards, 'configFile'>>;

/** Real cards, with every operation counted: what a refused request must leave at zero. */
export function countingCards(inserted: Computer): CountingCards {
  const { modulePath, configFile } = inserted;
  const cards = startCardWorker({
    modulePaths: [modulePath],
    ...(configFile !== undefined && { softhsmConfig: configFile }),
  });
  let touches = 0;
  const counted =
    <Args extends unknown[], Result>(operation: (...args: Args) => Result) =>
    (...args: Args): Result => {
      touches += 1;
      return operation(...args);
    };
  return {
    listReaders: counted(cards.listReaders),
    watchReaders: counted(cards.watchReaders),
    readSignatureCard: counted(cards.readSignatureCard),
    authenticate: counted(cards.authenticate),
    readDocumentCard: counted(cards.readDocumentCard),
    signDocument: counted(cards.signDocument),
    close: cards.close,
    touches: () => touches,
  };
}

export interface TestAgent extends Agent {
  readonly cards: CountingCards;
  readonly log: readonly AgentLogLine[];
}

/** An agent on a free port, with real cards that count. */
export async function startTestAgent(
  inserted: Computer,
  options: Partial<AgentOptions> = {},
): Promise<TestAgent> {
  const cards = countingCards(inserted);
  const log: AgentLogLine[] = [];
  const agent = await startAgent({
    origins: [gatewayOrigin],
    port: 0,
    cards,
    log: (line) => log.push(line),
    limits: { authenticationsPerMinute: 1000, readersPerMinute: 1000 },
    ...options,
  });
  return { ...agent, cards, log };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of an answer under test
  readonly json: any;
}

export interface Ask {
  readonly method?: string;
  readonly path?: string;
  /** Added to those of a good page; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | object;
  readonly address?: string;
}

/** What the allowed, paired page of the gateway asks; a test changes the one thing it attacks with. */
export function ask(
  agent: Agent,
  { method = 'POST', path = '/authenticate', headers, body, address }: Ask = {},
): Promise<Answer> {
  const text =
    typeof body === 'string' ? body : JSON.stringify(body ?? { challengeNonce: nonce, pin: '246810' });
  const all = {
    Host: `127.0.0.1:${agent.port}`,
    Origin: gatewayOrigin,
    'Content-Type': 'application/json',
    'Jianbao-Pairing': agent.pairingSecret,
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: address ?? '127.0.0.1', port: agent.port, method, path, agent: false });
    for (const [name, value] of Object.entries(all)) if (value !== undefined) outgoing.setHeader(name, value);
    outgoing.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const received = Buffer.concat(chunks).toString('utf8');
          const isJson = response.headers['content-type']?.startsWith('application/json') === true;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: received,
            json: isJson && received !== '' ? JSON.parse(received) : undefined,
          });
        });
    });
    outgoing.end(['POST', 'PUT', 'PATCH'].includes(method) ? text : undefined);
  });
}

/** Sends raw bytes and gives everything that comes back until the connection ends. */
export function sendRaw(agent: Agent, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: agent.port }, () => socket.write(text));
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received)).on('error', reject);
  });
}

/** The port of a server that listens. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port;
}
