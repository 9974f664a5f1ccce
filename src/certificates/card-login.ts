import { dirname, join } from 'node:path';
import type { Clock, RandomBytes } from '../clock.js';
import type { DocumentDigests, DocumentSignature } from './document-signature/check.js';
import { verifyDocumentSignature } from './document-signature/verify-document-signature.js';
import type { CardIdentity } from './identity.js';
import { openLoginContext } from './login-context.js';
import { parseOrigin } from './origin.js';
import { type CardProfiles, loadProfilesOf } from './profiles.js';
import type { CrlReport } from './revocation/crl-directory.js';
import { describeLists, type ListsState } from './revocation/describe-lists.js';
import type { Fetch } from './revocation/fetch-bounded.js';
import type { GraceUse } from './revocation/source.js';
import { hashOrigin } from './token/signed-origin.js';
import { validateToken } from './token/validate-token.js';
import { loadTrust } from './trust.js';
import { choicesOf, type TrustList, trustOf } from './trust-list/trust-list.js';
import { loadTrustSettings } from './trust-settings.js';

export interface CardLoginSettings {
  /** `https://host[:port]` exactly as browsers write it; `http://localhost[:port]` in demo mode only. */
  readonly origin: string;
  /** Folder of authorities' certificates; see `loadTrust`. `trust.json` stands beside it; see `loadTrustSettings`. */
  readonly anchorsDirectory: string;
  /** The trust list to begin with; without it, the certificates in that folder. */
  readonly trustList?: Pick<TrustList, 'entries'>;
  /** Folder of CRL files; see `CrlDirectory`. */
  readonly crlsDirectory: string;
  /** The kinds of cards; without it those of `profiles.json` beside the folder of anchors, else the shipped ones. */
  readonly profiles?: CardProfiles;
  /** Admits test cards and a localhost origin. */
  readonly demoMode: boolean;
  readonly clock: Clock;
  /** For nonces of OCSP; the system's own by default. */
  readonly randomBytes?: RandomBytes;
  /** The network, for OCSP where `trust.json` asks for it, and for `downloadCrls`; Node's own by default. */
  readonly fetch?: Fetch;
  /** How long past its nextUpdate a CRL may still say "good". Default 0: not at all. */
  readonly graceHours?: number;
  /** Writes the audit entry of each use of the grace period; a failure refuses the login. */
  readonly onGraceUse?: (use: GraceUse) => Promise<void> | void;
  /** Told what came of each CRL file that was read, for the log. */
  readonly onCrlReport?: (report: CrlReport) => void;
}

export interface CardLogin {
  /** The origin that tokens must be signed over. */
  readonly origin: string;
  /**
   * Validates a token by the steps of card-login.md.
   *
   * @param tokenText the token exactly as it was sent
   * @param nonce what `takeChallenge` gave, undefined included
   * @throws Problem `ERR_CARD_…`
   */
  validate(tokenText: string, nonce: string | undefined): Promise<CardIdentity>;
  /**
   * Verifies the signature that a card has just made of a document; see `verifyDocumentSignature`.
   *
   * @param der CMS SignedData, detached, CAdES-B
   * @param digests those of the document itself
   * @throws Problem `ERR_SIGNATURE_…` or `ERR_CARD_…`
   */
  verifyDocument(der: Buffer, digests: DocumentDigests): Promise<DocumentSignature>;
  /**
   * Takes another trust list, at once and for all logins that begin after it; those under way keep theirs. Signatures,
   * OCSP answers and CRLs that were remembered under the former list are dropped with it.
   */
  replaceTrust(list: Pick<TrustList, 'entries'>): Promise<void>;
  /** The CRLs in use, and what came of the last tries to have newer ones. */
  describeLists(): ListsState;
  /** Reads CRL files that are new or changed. `validate` starts this by itself when the last time is a minute ago. */
  refreshCrls(): Promise<readonly CrlReport[]>;
  /** Fetches the lists whose time has come over the network; to be called every minute. See `CrlDownloads`. */
  downloadCrls(): Promise<readonly CrlReport[]>;
  /** Fetches an issuer's lists now, whatever the time, and reads new files. */
  downloadCrlsOf(issuerKeyId: string): Promise<readonly CrlReport[]>;
  /** Breaks off downloads, and waits for reading under way to end. */
  close(): Promise<void>;
}

/**
 * Makes the card login, which also verifies what cards sign: checks the settings, loads trust list and CRLs, and keeps
 * what need not be done twice.
 *
 * @throws TypeError with a sentence that tells the operator what to mend
 */
export async function createCardLogin(settings: CardLoginSettings): Promise<CardLogin> {
  const { clock } = settings;
  const parsedOrigin = parseOrigin(settings.origin, { demoMode: settings.demoMode });
  checkGraceHours(settings.graceHours ?? 0);
  const origin = hashOrigin(parsedOrigin);
  const profiles = settings.profiles ?? (await loadProfilesOf(dirname(settings.anchorsDirectory)));
  const open = async (list: Pick<TrustList, 'entries'>) => {
    const choices = await loadTrustSettings(join(dirname(settings.anchorsDirectory), 'trust.json'));
    return openLoginContext({ settings, profiles, trust: trustOf(list), choices: choicesOf(list, choices) });
  };
  let current = await open(settings.trustList ?? (await listOfFolder(settings.anchorsDirectory)));
  let isClosed = false;
  return {
    origin: parsedOrigin,
    async validate(text, nonce) {
      const at = clock();
      // A login under way keeps the trust list it began with.
      const { context, crls } = current;
      crls.refreshWhenDue(at);
      return validateToken({ text, nonce, at }, { ...context, origin });
    },
    async verifyDocument(der, digests) {
      const at = clock();
      const { context, crls } = current;
      crls.refreshWhenDue(at);
      return verifyDocumentSignature({ der, digests, at }, context);
    },
    async replaceTrust(list) {
      const [former, next] = [current, await open(list)];
      if (isClosed) return next.crls.stop();
      current = next;
      await former.crls.stop();
      // A new issuer's list should not have to wait for the next minute.
      next.crls.downloadSoon();
    },
    describeLists: () => describeLists(current),
    refreshCrls: () => current.crls.refresh(),
    downloadCrls: () => current.crls.download(),
    downloadCrlsOf: (issuerKeyId) => current.crls.downloadOf(issuerKeyId),
    close() {
      isClosed = true;
      return current.crls.stop();
    },
  };
}

/** What the folder of anchors says, each anchor's revocation left to `trust.json`. */
async function listOfFolder(directory: string): Promise<Pick<TrustList, 'entries'>> {
  const { authorities } = await loadTrust(directory);
  return { entries: authorities.map((authority) => ({ authority, revocation: null })) };
}

function checkGraceHours(hours: number): void {
  if (Number.isFinite(hours) && hours >= 0 && hours <= 168) return;
  throw new TypeError(
    `The grace period for CRLs is ${hours}. Write hours between 0 (none) and 168 (a week).`,
  );
}
