import { randomBytes } from 'node:crypto';
import type { AskConsent } from './authentication/consent.js';
import { createTriesLedger } from './authentication/tries.js';
import { type Clock, systemClock } from './clock.js';
import type { DocumentDigest } from './cms/document-digest.js';
import { type DocumentSignature, signDocument } from './documents/sign-document.js';
import type { CardChoice } from './pkcs11/card-access.js';
import { findModules } from './pkcs11/find-modules.js';
import { startCardWorker } from './pkcs11/start-card-worker.js';
import type { Language } from './texts.js';

export interface CardSignatureOptions extends CardChoice {
  /** Absolute paths of PKCS#11 modules instead of the known places. */
  readonly modulePaths?: readonly string[];
  /** SoftHSM's configuration file. */
  readonly softhsmConfig?: string;
  /** Shown to the person. */
  readonly name: string;
  readonly digest: DocumentDigest;
  /** Asks the person, and for the PIN. */
  readonly askConsent: AskConsent;
  readonly language?: Language;
  readonly clock?: Clock;
}

/**
 * Signs one document by the holder's own program, without the loopback service.
 *
 * @returns a CMS SignedData: detached, CAdES baseline B
 * @throws AgentProblem for everything that can go wrong with card, PIN and person
 */
export async function signWithCard(options: CardSignatureOptions): Promise<DocumentSignature> {
  const { softhsmConfig, readerId, tokenSerial, tokenLabel, name, digest, askConsent } = options;
  const { language = 'zh-Hant', clock = systemClock } = options;
  const modulePaths = findModules(options.modulePaths).map(({ path }) => path);
  const cards = startCardWorker({ modulePaths, ...(softhsmConfig !== undefined && { softhsmConfig }) });
  const tries = createTriesLedger({ clock, random: randomBytes });
  const choice = {
    ...(readerId !== undefined && { readerId }),
    ...(tokenSerial !== undefined && { tokenSerial }),
    ...(tokenLabel !== undefined && { tokenLabel }),
  };
  const asked = { origin: undefined, name, digest, choice, pin: undefined, lastTryAgreed: false, language };
  try {
    return await signDocument({ cards, tries, askConsent, clock }, asked);
  } finally {
    await cards.close();
  }
}
