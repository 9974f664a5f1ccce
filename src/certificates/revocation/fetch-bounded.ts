/** The network, as Node's own `fetch` is; passed in. */
export type Fetch = typeof globalThis.fetch;

export interface FetchLimits {
  /** Bytes of the body, after decoding. */
  readonly mostBytes: number;
  /** For the whole of it, from the name's look-up to the last byte. */
  readonly milliseconds: number;
  /** Gives up earlier, when the gateway stops. */
  readonly signal?: AbortSignal;
}

/** What came back; the body has to be read or left with `cancel`. */
export interface BoundedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Throws FetchError beyond the limits. */
  readonly body: AsyncIterable<Uint8Array>;
  cancel(): Promise<void>;
}

/** Thrown when nothing usable came over the network. */
export class FetchError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'FetchError';
  }
}

/**
 * Asks an authority's server. A redirect is not followed: addresses come from certificates and the operator's file, and
 * lead nowhere else.
 *
 * @throws FetchError
 */
export async function fetchBounded(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  { mostBytes, milliseconds, signal }: FetchLimits,
): Promise<BoundedAnswer> {
  if (!isHttp(url)) throw new FetchError('not an http address');
  const timeout = AbortSignal.timeout(milliseconds);
  const signals = signal === undefined ? [timeout] : [timeout, signal];
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.any(signals) });
    const { status, headers, body } = answer;
    return { status, headers, body: within(mostBytes, body), cancel: async () => body?.cancel() };
  } catch (cause) {
    throw new FetchError(describe(cause), cause);
  }
}

/** Whether it is an absolute `http:` or `https:` address. */
export function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

async function* within(
  mostBytes: number,
  body: ReadableStream<Uint8Array> | null,
): AsyncIterable<Uint8Array> {
  if (body === null) return;
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > mostBytes) throw new FetchError(`more than ${mostBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof FetchError ? cause : new FetchError(describe(cause), cause);
  }
}

/** What went wrong, without the address, which the caller knows. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer';
  if (cause.name === 'TimeoutError') return 'no answer in time';
  const { cause: inner } = cause;
  if (inner instanceof Error && 'code' in inner) return `no answer (${String(inner.code)})`;
  return `no answer (${cause.message})`;
}
