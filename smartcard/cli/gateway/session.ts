import { z } from 'zod';
import { type AskGateway, understand } from './ask-gateway.js';
import { GatewayRefusal } from './refusal.js';

const challengeAnswer = z.object({ challenge: z.string(), nonce: z.string(), expiresAt: z.string() });
const sessionAnswer = z.looseObject({ token: z.string(), endsAt: z.string(), account: z.unknown() });

export type Challenge = z.infer<typeof challengeAnswer>;
export type GatewaySession = z.infer<typeof sessionAnswer>;

export interface Credentials {
  readonly challenge: string;
  readonly userName: string;
  readonly password: string;
  /** The Web eID token's exact text. */
  readonly token: string;
}

export type LoginOutcome =
  | { readonly kind: 'session'; readonly session: GatewaySession }
  /** All held but the card is another one: the code that was mailed is asked for, or asked for again. */
  | { readonly kind: 'code-wanted'; readonly refusal: GatewayRefusal };

export interface GatewayLogin {
  challenge(): Promise<Challenge>;
  logIn(credentials: Credentials): Promise<LoginOutcome>;
  /** Goes on with a login that wants a mailed code. */
  confirmCode(code: { readonly challenge: string; readonly code: string }): Promise<LoginOutcome>;
  /** Ends a session. */
  logOut(token: string): Promise<void>;
}

/** The gateway's login for programs (`/api/v1/session`). Its functions reject as `AskGateway` does. */
export function openGatewayLogin(ask: AskGateway): GatewayLogin {
  const post = (path: string, json: unknown) => ask({ method: 'POST', path, json });
  return {
    challenge: async () => understand(challengeAnswer, await post(`${root}/challenge`, {})),
    logIn: (credentials) => outcomeOf(post(root, credentials)),
    confirmCode: (code) => outcomeOf(post(`${root}/card-code`, code)),
    logOut: async (token) => void (await ask({ method: 'DELETE', path: root, token })),
  };
}

const root = '/api/v1/session';

/** Refusals after which a code can be typed. */
const codeWanted: ReadonlySet<string | undefined> = new Set(['ERR_CARD_CODE_SENT', 'ERR_CARD_CODE_WRONG']);

async function outcomeOf(asked: Promise<Response>): Promise<LoginOutcome> {
  try {
    return { kind: 'session', session: await understand(sessionAnswer, await asked) };
  } catch (cause) {
    if (!(cause instanceof GatewayRefusal) || !codeWanted.has(cause.gatewayCode)) throw cause;
    return { kind: 'code-wanted', refusal: cause };
  }
}
