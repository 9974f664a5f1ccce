import { randomBytes } from 'node:crypto';
import { authenticate } from './authentication/authenticate.js';
import { type AskConsent, consentByPinOnPage } from './authentication/consent.js';
import { createTriesLedger } from './authentication/tries.js';
import type { WebEidToken } from './authentication/web-eid-token.js';
import { systemClock } from './clock.js';
import type { AlgorithmName } from './pkcs11/algorithms.js';
import type { CardChoice } from './pkcs11/card-access.js';
import { findModules } from './pkcs11/find-modules.js';
import { startCardWorker } from './pkcs11/start-card-worker.js';
import { checkOrigins } from './server/origins.js';
import type { Language } from './texts.js';

export interface CardLoginOptions extends CardChoice {
  /** Absolute paths of PKCS#11 modules instead of the known places. */
  readonly modulePaths?: readonly string[];
  /** SoftHSM's configuration file. */
  readonly softhsmConfig?: string;
  /** The gateway, as a browser writes it. */
  readonly origin: string;
  /** Base64 text of 32 random bytes, from the gateway. */
  readonly nonce: string;
  /** The holder's own program gives it, which is the consent; left out on a reader with a PIN pad. */
  readonly pin?: string;
  /** Agreed that one more wrong PIN locks the card. */
  readonly lastTryAgreed?: boolean;
  readonly language?: Language;
  readonly algorithm?: AlgorithmName;
  readonly askConsent?: AskConsent;
}

/**
 * One card login by the holder's own program, without the loopback service: the Web eID token for origin and nonce.
 *
 * @throws AgentProblem for everything that can go wrong with card and PIN
 */
export async function authenticateWithCard(options: CardLoginOptions): Promise<WebEidToken> {
  checkOrigins([options.origin]);
  const { softhsmConfig, readerId, tokenSerial, tokenLabel, algorithm, pin } = options;
  const modulePaths = findModules(options.modulePaths).map(({ path }) => path);
  const cards = startCardWorker({ modulePaths, ...(softhsmConfig !== undefined && { softhsmConfig }) });
  const tries = createTriesLedger({ clock: systemClock, random: randomBytes });
  const { askConsent = consentByPinOnPage } = options;
  try {
    return await authenticate(
      { cards, tries, askConsent },
      {
        origin: options.origin,
        nonce: options.nonce,
        choice: {
          ...(readerId !== undefined && { readerId }),
          ...(tokenSerial !== undefined && { tokenSerial }),
          ...(tokenLabel !== undefined && { tokenLabel }),
        },
        pin: pin === undefined ? undefined : new Uint8Array(Buffer.from(pin, 'utf8')),
        lastTryAgreed: options.lastTryAgreed ?? false,
        language: options.language ?? 'zh-Hant',
        ...(algorithm !== undefined && { algorithm }),
      },
    );
  } finally {
    await cards.close();
  }
}
