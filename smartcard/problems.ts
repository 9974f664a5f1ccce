/** HTTP status of each thing that can go wrong; the sentences are in `locales/`. */
export const agentErrors = {
  // The request
  ERR_AGENT_HOST: { status: 403 },
  ERR_AGENT_OTHER_USER: { status: 403 },
  ERR_AGENT_NOT_FOUND: { status: 404 },
  ERR_AGENT_METHOD: { status: 405 },
  ERR_AGENT_ORIGIN_NOT_ALLOWED: { status: 403 },
  ERR_AGENT_REQUEST_FORBIDDEN: { status: 403 },
  ERR_AGENT_NOT_PAIRED: { status: 401 },
  ERR_AGENT_TOO_MANY_REQUESTS: { status: 429 },
  ERR_AGENT_JSON_ONLY: { status: 415 },
  ERR_AGENT_TOO_LARGE: { status: 413 },
  ERR_AGENT_TOO_SLOW: { status: 408 },
  ERR_AGENT_REQUEST_FORM: { status: 422 },
  ERR_AGENT_BUSY: { status: 409 },
  ERR_AGENT_TIMEOUT: { status: 504 },
  ERR_AGENT_INTERNAL: { status: 500 },
  // Modules, readers, cards
  ERR_AGENT_MODULE_MISSING: { status: 503 },
  ERR_AGENT_NO_READER: { status: 503 },
  ERR_AGENT_READER_FAULT: { status: 503 },
  ERR_AGENT_NO_CARD: { status: 409 },
  ERR_AGENT_SEVERAL_CARDS: { status: 409 },
  ERR_AGENT_CARD_NOT_RECOGNIZED: { status: 409 },
  ERR_AGENT_CARD_REMOVED: { status: 409 },
  ERR_AGENT_CARD_CHANGED: { status: 409 },
  ERR_AGENT_CARD_FAULT: { status: 503 },
  ERR_AGENT_NO_SIGNATURE_CERTIFICATE: { status: 409 },
  ERR_AGENT_KEY_NOT_SUPPORTED: { status: 409 },
  // PIN and consent
  ERR_AGENT_CANCELLED: { status: 409 },
  ERR_AGENT_CONSENT_OVER: { status: 410 },
  ERR_AGENT_NO_WINDOW: { status: 503 },
  ERR_AGENT_PIN_NEEDED: { status: 422 },
  ERR_AGENT_PIN_LENGTH: { status: 422 },
  ERR_AGENT_PIN_WRONG: { status: 422 },
  ERR_AGENT_PIN_REPEATED: { status: 422 },
  ERR_AGENT_PIN_LAST_TRY: { status: 409 },
  ERR_AGENT_PIN_LOCKED: { status: 409 },
  ERR_AGENT_PIN_RESTING: { status: 409 },
  ERR_AGENT_PIN_MUST_CHANGE: { status: 409 },
  ERR_AGENT_PIN_NOT_SET: { status: 409 },
  // The command line: files and stored secrets
  ERR_AGENT_FILE: { status: 422 },
  ERR_AGENT_FILE_CHANGED: { status: 409 },
  ERR_AGENT_FILE_EXISTS: { status: 409 },
  ERR_AGENT_SECRET_MISSING: { status: 409 },
  ERR_AGENT_SECRET_OPEN: { status: 403 },
  ERR_AGENT_SECRET_STORE: { status: 503 },
  // The gateway, for the command line
  ERR_AGENT_GATEWAY_UNREACHABLE: { status: 502 },
  ERR_AGENT_GATEWAY_REFUSED: { status: 502 },
  ERR_AGENT_GATEWAY_ANSWER: { status: 502 },
  ERR_AGENT_GATEWAY_CODE_WANTED: { status: 403 },
  ERR_AGENT_GATEWAY_RECEIPT: { status: 502 },
} as const satisfies Record<string, { readonly status: number }>;

export type AgentErrorCode = keyof typeof agentErrors;

export interface AgentProblemOptions {
  /** PIN tries left, where known. */
  readonly triesLeft?: number;
  /** Seconds until it is worth trying again. */
  readonly retryAfter?: number;
  /** Named in the sentence. Never a PIN or a name. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** For the agent's own log only; never a PIN or a name. */
  readonly detail?: string;
}

/** Something a person, a page, a card or a reader did that ends an operation. A wrong call by our code is a TypeError. */
export class AgentProblem extends Error {
  readonly code: AgentErrorCode;
  readonly triesLeft: number | undefined;
  readonly retryAfter: number | undefined;
  readonly params: Readonly<Record<string, string | number>>;
  readonly detail: string | undefined;

  constructor(code: AgentErrorCode, options: AgentProblemOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`);
    this.name = 'AgentProblem';
    this.code = code;
    this.triesLeft = options.triesLeft;
    this.retryAfter = options.retryAfter;
    this.params = options.params ?? {};
    this.detail = options.detail;
  }

  get status(): number {
    return agentErrors[this.code].status;
  }
}
