import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthenticationParts } from '../authentication/authenticate.js';
import type { AskConsent } from '../authentication/consent.js';
import type { Clock } from '../clock.js';
import type { ConsentWindow } from '../consent/window.js';
import type { Language } from '../texts.js';
import type { TakeRequest } from './rate-limit.js';
import type { BodyLimits } from './read-body.js';
import type { WaitForReaders } from './reader-watch.js';

/** What every request is answered with; made once when the agent starts. */
export interface AgentContext extends AuthenticationParts {
  readonly clock: Clock;
  /** How the person is asked before a document is signed: never by the gateway's page alone. */
  readonly askDocumentConsent: AskConsent;
  /** Where the PIN of a card without a PIN pad is typed. */
  readonly pinEntry: PinEntry;
  readonly consentWindow: ConsentWindow;
  readonly origins: ReadonlySet<string>;
  readonly pairingSecret: string;
  /** The values of `Host` that mean this agent. Filled in when the port is known. */
  readonly hosts: ReadonlySet<string>;
  readonly limits: AgentLimits;
  readonly takeRequest: Readonly<Record<'readers' | 'events' | 'authentications', TakeRequest>>;
  readonly waitForReaders: WaitForReaders;
  /** Runs an operation with a card, or refuses while another one runs. */
  readonly runAlone: <T>(
    operation: (signal: AbortSignal) => Promise<T>,
    request: IncomingMessage,
  ) => Promise<T>;
}

/** On the gateway's page, or in the agent's own prompt only. */
export type PinEntry = 'page' | 'agent';

export interface AgentLimits extends BodyLimits {
  readonly operationMilliseconds: number;
  /** How long a page waits for readers and cards to change before it asks again. */
  readonly eventMilliseconds: number;
  readonly readersPerMinute: number;
  readonly authenticationsPerMinute: number;
}

/** One request and its answer. */
export interface Exchange {
  readonly agent: AgentContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The allowed gateway that asks; undefined for anybody else. */
  readonly origin: string | undefined;
  /** In which errors are told, until the body says otherwise. */
  language: Language;
}

/** A header that must come once at most; undefined when it is missing or comes twice. */
export function singleHeader(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}
