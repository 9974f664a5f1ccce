import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Clock, RandomBytes } from '../clock.js';
import type { DocumentDigests, DocumentSignature } from './document-signature/check.js';
import { verifyDocumentSignature } from './document-signature/verify-document-signature.js';
import type { CardIdentity } from './identity.js';
import { parseOrigin } from './origin.js';
import { type CardProfiles, loadProfiles } from './profiles.js';
import { chooseSource } from './revocation/choose-source.js';
import { CrlDirectory, type CrlReport } from './revocation/crl-directory.js';
import { CrlSource } from './revocation/crl-source.js';
import { CrlDownloads } from './revocation/downloads/crl-downloads.js';
import type { Fetch } from './revocation/fetch-bounded.js';
import { RefreshedCrls } from './revocation/refreshed-crls.js';
import type { GraceUse } from './revocation/source.js';
import type { TokenContext } from './token/check.js';
import { hashOrigin } from './token/signed-origin.js';
import { validateToken } from './token/validate-token.js';
import { loadTrust } from './trust.js';
import { learningOf, loadTrustSettings } from './trust-settings.js';
import { VerifiedCertificates } from './verified-certificates.js';

export interface CardLoginSettings {
  /** `https://host[:port]` exactly as browsers write it; `http://localhost[:port]` in demo mode only. */
  readonly origin: string;
  /** Folder of authorities' certificates; see `loadTrust`. `trust.json` stands beside it; see `loadTrustSettings`. */
  readonly anchorsDirectory: string;
  /** Folder of CRL files; see `CrlDirectory`. */
  readonly crlsDirectory: string;
  /** The kinds of cards; without it the shipped `citizen` and `medical`. See `loadProfiles`. */
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
  /** Reads CRL files that are new or changed. `validate` starts this by itself when the last time is a minute ago. */
  refreshCrls(): Promise<readonly CrlReport[]>;
  /** Fetches the lists whose time has come over the network; to be called every minute. See `CrlDownloads`. */
  downloadCrls(): Promise<readonly CrlReport[]>;
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
  const origin = parseOrigin(settings.origin, { demoMode: settings.demoMode });
  const graceHours = checkGraceHours(settings.graceHours ?? 0);
  const trust = await loadTrust(settings.anchorsDirectory);
  const choices = await loadTrustSettings(join(dirname(settings.anchorsDirectory), 'trust.json'));
  const lists = new CrlSource(graceHours);
  const network = {
    fetch: settings.fetch ?? globalThis.fetch,
    randomBytes: settings.randomBytes ?? randomBytes,
  };
  const directory = new CrlDirectory(settings.crlsDirectory, trust, lists);
  const downloads = new CrlDownloads({
    directory: settings.crlsDirectory,
    lists: directory,
    trust,
    ...network,
    listed: choices.crls,
    learning: learningOf(choices, settings.demoMode ? 'demo' : 'production'),
  });
  const context: TokenContext = {
    origin: hashOrigin(origin),
    trust,
    verified: new VerifiedCertificates(),
    profiles: settings.profiles ?? (await loadProfiles()),
    testCards: settings.demoMode ? 'admitted' : 'refused',
    forbiddenPolicies: [],
    revocation: chooseSource({ lists, choices, downloads, network }),
    onGraceUse: settings.onGraceUse ?? (() => undefined),
  };
  const crls = new RefreshedCrls({ ...settings, directory, downloads });
  await crls.refresh();
  return {
    origin,
    async validate(text, nonce) {
      const at = clock();
      crls.refreshWhenDue(at);
      return validateToken({ text, nonce, at }, context);
    },
    async verifyDocument(der, digests) {
      const at = clock();
      crls.refreshWhenDue(at);
      return verifyDocumentSignature({ der, digests, at }, context);
    },
    refreshCrls: () => crls.refresh(),
    downloadCrls: () => crls.download(),
    close: () => crls.stop(),
  };
}

function checkGraceHours(hours: number): number {
  if (Number.isFinite(hours) && hours >= 0 && hours <= 168) return hours;
  throw new TypeError(
    `The grace period for CRLs is ${hours}. Write hours between 0 (none) and 168 (a week).`,
  );
}
