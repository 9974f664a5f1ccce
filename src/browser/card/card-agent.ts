import { isOlder } from './is-older.js';
import { readPairing } from './pairing.js';
import { loopbackPermission } from './permission.js';

/** Why the card agent gave nothing. `answered` carries the agent's own words, in the page's language. */
export type AgentFault =
  | { readonly kind: 'not-running' | 'refused' | 'not-allowed' | 'not-paired' | 'timeout' }
  | { readonly kind: 'too-old'; readonly version: string }
  | {
      readonly kind: 'answered';
      readonly code: string;
      readonly title: string;
      readonly detail: string;
    };

export class AgentFailure extends Error {
  readonly fault: AgentFault;
  constructor(fault: AgentFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** What a card agent says of itself. */
export interface AgentStatus {
  /** What it can do; `pin-in-agent`: it asks for the PIN itself, the page does not. */
  readonly features: readonly string[];
}

export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly cardPresent: boolean;
  /** The PIN is typed on the reader itself. */
  readonly pinPad: boolean;
}

/** Readers and cards at one moment. */
export interface ReadersNow {
  readonly state: string;
  readonly readers?: readonly Reader[];
}

export interface AuthenticationOrder {
  readonly challengeNonce: string;
  readonly language: string;
  readonly pin?: string;
  readonly readerId?: string;
  readonly consentLastTry?: boolean;
}

/** A document to be signed; the agent shows name and digest to the person. */
export interface DocumentOrder {
  readonly name: string;
  /** `value` is base64. */
  readonly digest: { readonly algorithm: 'SHA-256'; readonly value: string };
  readonly language: string;
  readonly pin?: string;
  readonly readerId?: string;
  readonly consentLastTry?: boolean;
}

/** The card agent on this computer. Every function throws AgentFailure. */
export class CardAgent {
  readonly #origin: string;
  readonly #language: string;
  readonly #oldest: string;

  /** @param oldest the oldest version that the gateway works with */
  constructor(origin: string, language: string, oldest = '0.0.0') {
    this.#origin = origin;
    this.#language = language;
    this.#oldest = oldest;
  }

  /** That it runs, is new enough, knows this gateway, and is paired with this browser. */
  async check(): Promise<AgentStatus> {
    const status = await this.#ask('GET', '/status', undefined, 5_000);
    const { version, originAllowed, paired, features } = readStatus(status);
    if (isOlder(version, this.#oldest)) throw new AgentFailure({ kind: 'too-old', version });
    if (!originAllowed) throw new AgentFailure({ kind: 'not-allowed' });
    if (!paired) throw new AgentFailure({ kind: 'not-paired' });
    return { features };
  }

  /**
   * The readers as soon as they differ from the state that was told last; at once without one. No readers when nothing
   * has changed for a while.
   */
  async waitForReaders(state: string | undefined, stop: AbortSignal): Promise<ReadersNow> {
    const answer = await this.#ask('POST', '/events', { language: this.#language, state }, 60_000, stop);
    return JSON.parse(answer) as ReadersNow;
  }

  /** The token, exactly as the agent wrote it. */
  authenticate(order: Omit<AuthenticationOrder, 'language'>): Promise<string> {
    return this.#ask('POST', '/authenticate', { ...order, language: this.#language }, 130_000);
  }

  /** The signature of a document: a detached CMS, CAdES-B, in base64. */
  async signDocument(order: Omit<DocumentOrder, 'language'>): Promise<string> {
    const answer = await this.#ask('POST', '/sign-document', { ...order, language: this.#language }, 130_000);
    return String((JSON.parse(answer) as { signature?: unknown }).signature ?? '');
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    patience: number,
    stop?: AbortSignal,
  ): Promise<string> {
    const secret = readPairing();
    if (secret === undefined && path !== '/status') throw new AgentFailure({ kind: 'not-paired' });
    const response = await this.#reach(path, {
      method,
      cache: 'no-store',
      credentials: 'omit',
      headers: {
        ...(secret === undefined ? {} : { 'Jianbao-Pairing': secret }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: endOf(patience, stop),
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new AgentFailure(faultOf(text));
  }

  async #reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.#origin}${path}`, init);
    } catch (error) {
      if (error instanceof DOMException && /^(Timeout|Abort)Error$/.test(error.name))
        throw new AgentFailure({ kind: 'timeout' });
      throw new AgentFailure({ kind: await this.#whyUnreachable() });
    }
  }

  /**
   * A browser tells a page nothing of why a request failed. So: the permission is asked for; then the agent is called
   * in a manner that any page may use, which shows whether it runs and only does not know this gateway.
   */
  async #whyUnreachable(): Promise<'refused' | 'not-allowed' | 'not-running'> {
    const permission = await loopbackPermission();
    if (permission === 'denied' || permission === 'prompt') return 'refused';
    try {
      await fetch(`${this.#origin}/status`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' });
      return 'not-allowed';
    } catch {
      return 'not-running';
    }
  }
}

/** Aborts when the time is up, or when `stop` does. */
function endOf(milliseconds: number, stop: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  const timeUp = new DOMException('The time is up.', 'TimeoutError');
  const timer = setTimeout(() => controller.abort(timeUp), milliseconds);
  stop?.addEventListener('abort', () => {
    clearTimeout(timer);
    controller.abort();
  });
  return controller.signal;
}

function readStatus(text: string) {
  const { version, originAllowed, paired, features } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return {
    version: String(version ?? '').slice(0, 20),
    originAllowed: originAllowed === true,
    paired: paired === true,
    // Agents before 1.1 did not tell.
    features: Array.isArray(features) ? features.map(String) : [],
  };
}

function faultOf(text: string): AgentFault {
  const { code, title, detail } = readProblem(text);
  if (code === 'ERR_AGENT_NOT_PAIRED') return { kind: 'not-paired' };
  if (code === 'ERR_AGENT_ORIGIN_NOT_ALLOWED') return { kind: 'not-allowed' };
  return { kind: 'answered', code, title, detail };
}

function readProblem(text: string): { code: string; title: string; detail: string } {
  try {
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return {
      code: String(problem.code ?? ''),
      title: String(problem.title ?? ''),
      detail: String(problem.detail ?? ''),
    };
  } catch {
    return { code: '', title: '', detail: '' };
  }
}
