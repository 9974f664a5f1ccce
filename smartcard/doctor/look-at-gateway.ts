import { z } from 'zod';
import type { Clock } from '../clock.js';

/** What became of one request to the gateway that needs no login. */
export type GatewayLook =
  | {
      readonly kind: 'answered';
      /** This computer's address as the gateway sees it. */
      readonly address: string;
      /** By how much this computer's clock is ahead of the gateway's, in seconds; undefined when it told no time. */
      readonly ahead: number | undefined;
    }
  /** Something answers, and not as a gateway does. */
  | { readonly kind: 'strange'; readonly ahead: number | undefined }
  | { readonly kind: 'name-unknown' | 'refuses' | 'certificate' | 'silent' | 'unreachable' };

const addressAnswer = z.object({ address: z.string().max(64) });

const patience = 10_000;

/** Asks the gateway where this computer comes from (`GET /api/v1/address`), and compares the clocks. Never rejects. */
export async function lookAtGateway(origin: string, clock: Clock): Promise<GatewayLook> {
  const before = clock().getTime();
  try {
    const response = await fetch(`${origin}/api/v1/address`, {
      headers: { Accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    const ahead = secondsAhead((before + clock().getTime()) / 2, response.headers.get('date'));
    const { data } = addressAnswer.safeParse(await response.json().catch(() => undefined));
    if (!response.ok || data === undefined) return { kind: 'strange', ahead };
    return { kind: 'answered', address: data.address, ahead };
  } catch (cause) {
    return { kind: kindOf(cause) };
  }
}

/** The header tells whole seconds, cut off (RFC 9110 6.6.1), so half a second is added. */
function secondsAhead(here: number, date: string | null): number | undefined {
  const there = Date.parse(date ?? '');
  return Number.isNaN(there) ? undefined : Math.round((here - there - 500) / 1000);
}

/** Node's and OpenSSL's codes, in the words of the doctor. */
const kinds: readonly (readonly [RegExp, Exclude<GatewayLook['kind'], 'answered' | 'strange'>])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'name-unknown'],
  [/^ECONNREFUSED$/, 'refuses'],
  [/^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/, 'certificate'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|TimeoutError)$/, 'silent'],
];

function kindOf(cause: unknown) {
  const code = codeOf(cause) ?? codeOf((cause as { cause?: unknown }).cause) ?? (cause as Error).name;
  return kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'unreachable';
}

function codeOf(cause: unknown): string | undefined {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
