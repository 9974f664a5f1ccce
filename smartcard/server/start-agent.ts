import { randomBytes } from 'node:crypto';
import { type AskConsent, consentByPinOnPage } from '../authentication/consent.js';
import { createTriesLedger } from '../authentication/tries.js';
import { type Clock, type RandomBytes, systemClock } from '../clock.js';
import { type OpenWindow, openWindowWith } from '../consent/open-window.js';
import { createConsentWindow } from '../consent/window.js';
import type { CardAccess } from '../pkcs11/card-access.js';
import { findModules } from '../pkcs11/find-modules.js';
import { startCardWorker } from '../pkcs11/start-card-worker.js';
import type { AgentContext, AgentLimits, PinEntry } from './exchange.js';
import { type AgentLog, handleRequest } from './handle-request.js';
import { listen } from './listen.js';
import { checkAddresses, loopbackAddresses } from './loopback.js';
import { checkOrigins } from './origins.js';
import { checkPairingSecret, makePairingSecret } from './pairing.js';
import { createRateLimit } from './rate-limit.js';
import { createReaderWatch } from './reader-watch.js';
import { createRunAlone } from './run-alone.js';

/** Where gateways' pages look for the agent. */
export const defaultPort = 48127;

const defaultLimits: AgentLimits = {
  bodyBytes: 8 * 1024,
  bodyMilliseconds: 120_000,
  operationMilliseconds: 120_000,
  eventMilliseconds: 25_000,
  readersPerMinute: 120,
  authenticationsPerMinute: 10,
};

export interface AgentOptions {
  /** The gateways that may use the card, as a browser writes them. */
  readonly origins: readonly string[];
  /** 0 for any free one; 48127 by default. */
  readonly port?: number;
  /** Loopback addresses to listen on; both by default. */
  readonly addresses?: readonly string[];
  /** Absolute paths of PKCS#11 modules instead of the known places. */
  readonly modulePaths?: readonly string[];
  /** SoftHSM's configuration file. */
  readonly softhsmConfig?: string;
  /** This installation's secret; a new one for this run when it is left out. */
  readonly pairingSecret?: string;
  /**
   * How the person is asked before a login; by default the PIN typed on the allowed and paired page is the consent.
   * "window" is the agent's own.
   */
  readonly askConsent?: AskConsent | 'window';
  /** How the person is asked before a document is signed; in the agent's own window by default. */
  readonly askDocumentConsent?: AskConsent | 'window';
  /** Where the PIN is typed; on the page by default. With "agent", what a page sends is not used. */
  readonly pinEntry?: PinEntry;
  /** How the agent's own window is opened; in the browser of the desktop by default. */
  readonly openWindow?: OpenWindow;
  readonly limits?: Partial<AgentLimits>;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly log?: AgentLog;
  /** All work with cards; closed with the agent. */
  readonly cards?: CardAccess;
}

export interface Agent {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly pairingSecret: string;
  close(): Promise<void>;
}

/**
 * Starts the card agent on this computer's loopback addresses.
 *
 * @throws TypeError when an option is not as it should be, saying what to write
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const origins = checkOrigins(options.origins);
  const addresses = checkAddresses(options.addresses ?? loopbackAddresses);
  const { clock = systemClock, random = randomBytes, log = () => undefined } = options;
  const pairingSecret = checkPairingSecret(options.pairingSecret ?? makePairingSecret(random));
  const limits = { ...defaultLimits, ...options.limits };
  const hosts = new Set<string>();
  const cards = options.cards ?? startCardWorker(workerOptions(options));
  const { askConsent = consentByPinOnPage, askDocumentConsent = 'window', pinEntry = 'page' } = options;
  if (pinEntry === 'agent' && askConsent === consentByPinOnPage)
    throw new TypeError('An agent that asks for the PIN itself needs a prompt: the window or the terminal.');
  const consentWindow = createConsentWindow({
    random,
    clock,
    open: options.openWindow ?? openWindowWith(undefined),
    address: () =>
      `http://${listening.addresses.includes('127.0.0.1') ? '127.0.0.1' : '[::1]'}:${listening.port}/consent`,
    milliseconds: limits.operationMilliseconds,
  });
  const context: AgentContext = {
    cards,
    clock,
    tries: createTriesLedger({ clock, random }),
    askConsent: askConsent === 'window' ? consentWindow.ask : askConsent,
    askDocumentConsent: askDocumentConsent === 'window' ? consentWindow.ask : askDocumentConsent,
    pinEntry,
    consentWindow,
    origins,
    pairingSecret,
    hosts,
    limits,
    takeRequest: {
      readers: createRateLimit({ requests: limits.readersPerMinute, perSeconds: 60 }, clock),
      events: createRateLimit({ requests: limits.readersPerMinute, perSeconds: 60 }, clock),
      authentications: createRateLimit({ requests: limits.authenticationsPerMinute, perSeconds: 60 }, clock),
    },
    waitForReaders: createReaderWatch(cards, limits.eventMilliseconds),
    runAlone: createRunAlone(limits.operationMilliseconds),
  };
  const listening = await listen(addresses, options.port ?? defaultPort, (request, response) => {
    void handleRequest(context, request, response, log);
  });
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) hosts.add(`${name}:${listening.port}`);
  return {
    port: listening.port,
    addresses: listening.addresses,
    pairingSecret,
    close: async () => {
      await listening.close();
      await cards.close();
    },
  };
}

function workerOptions({ modulePaths, softhsmConfig }: AgentOptions) {
  return {
    modulePaths: findModules(modulePaths).map(({ path }) => path),
    ...(softhsmConfig !== undefined && { softhsmConfig }),
  };
}
