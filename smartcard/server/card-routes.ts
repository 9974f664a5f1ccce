import { authenticate } from '../authentication/authenticate.js';
import type { CardRequest } from '../authentication/use-card.js';
import type { WebEidToken } from '../authentication/web-eid-token.js';
import { type DocumentSignature, signDocument } from '../documents/sign-document.js';
import type { Exchange } from './exchange.js';
import { readBody } from './read-body.js';
import { type AuthenticateRequest, parseAuthenticateRequest, parseSignDocumentRequest } from './requests.js';
import { takeRequest } from './take-request.js';

/** Signs the browser's own `Origin` and the page's nonce. */
export function logIn(exchange: Exchange): Promise<WebEidToken> {
  return withCardRequest(exchange, parseAuthenticateRequest, (order, asked, origin) =>
    authenticate(exchange.agent, { ...asked, origin, nonce: order.challengeNonce }),
  );
}

/** Signs a document by its digest, after a consent of its own that the gateway's page has no part in. */
export function signDocumentForPage(exchange: Exchange): Promise<DocumentSignature> {
  const { cards, tries, clock, askDocumentConsent: askConsent } = exchange.agent;
  return withCardRequest(exchange, parseSignDocumentRequest, ({ name, digest }, asked, origin) =>
    signDocument({ cards, tries, clock, askConsent }, { ...asked, origin, name, digest }),
  );
}

/** What the bodies of all uses of a card have in common. */
type CardOrder = Omit<AuthenticateRequest, 'challengeNonce'>;

/** Reads the body and uses the card, alone; the body and the PIN are wiped after. */
async function withCardRequest<Order extends CardOrder, Result>(
  exchange: Exchange,
  parse: (body: Buffer) => Order,
  use: (order: Order, asked: CardRequest, origin: string) => Promise<Result>,
): Promise<Result> {
  const { agent, request, origin } = exchange;
  takeRequest(exchange, 'authentications');
  const body = await readBody(request, agent.limits);
  const order = parseAndWipe(parse, body);
  exchange.language = order.language;
  if (origin === undefined) throw new TypeError('The origin is checked before.');
  // An agent that asks for the PIN itself takes none from a page.
  const isWanted = order.pin !== undefined && agent.pinEntry === 'page';
  const pin = isWanted ? new Uint8Array(Buffer.from(order.pin ?? '', 'utf8')) : undefined;
  try {
    return await agent.runAlone(
      (signal) => use(order, { ...cardRequest(order), pin, signal }, origin),
      request,
    );
  } finally {
    pin?.fill(0);
  }
}

function parseAndWipe<Order>(parse: (body: Buffer) => Order, body: Buffer): Order {
  try {
    return parse(body);
  } finally {
    body.fill(0);
  }
}

function cardRequest({ language, consentLastTry, readerId, tokenSerial }: CardOrder) {
  return {
    choice: {
      ...(readerId !== undefined && { readerId }),
      ...(tokenSerial !== undefined && { tokenSerial }),
    },
    lastTryAgreed: consentLastTry,
    language,
  };
}
