import { randomBytes } from 'node:crypto';
import type { CardLoginSettings } from './card-login.js';
import type { CardProfiles } from './profiles.js';
import { chooseSource } from './revocation/choose-source.js';
import { CrlDirectory } from './revocation/crl-directory.js';
import { CrlSource } from './revocation/crl-source.js';
import { CrlDownloads } from './revocation/downloads/crl-downloads.js';
import { RefreshedCrls } from './revocation/refreshed-crls.js';
import type { CardContext } from './token/check.js';
import type { Trust } from './trust.js';
import { learningOf, type TrustSettings } from './trust-settings.js';
import { VerifiedCertificates } from './verified-certificates.js';

/** One trust list and everything that is remembered under it. Another list gets another context, never a changed one. */
export interface LoginContext {
  readonly context: CardContext;
  readonly crls: RefreshedCrls;
  readonly lists: CrlSource;
}

export interface LoginContextOptions {
  readonly settings: CardLoginSettings;
  readonly profiles: CardProfiles;
  readonly trust: Trust;
  readonly choices: TrustSettings;
}

/** Makes a context and reads the folder of lists into it. Nothing is taken over from an earlier one. */
export async function openLoginContext(options: LoginContextOptions): Promise<LoginContext> {
  const { settings, profiles, trust, choices } = options;
  const lists = new CrlSource(settings.graceHours ?? 0);
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
  const crls = new RefreshedCrls({ ...settings, directory, downloads });
  await crls.refresh();
  return {
    context: {
      trust,
      verified: new VerifiedCertificates(),
      profiles,
      testCards: settings.demoMode ? 'admitted' : 'refused',
      forbiddenPolicies: [],
      revocation: chooseSource({ lists, choices, downloads, network }),
      onGraceUse: settings.onGraceUse ?? (() => undefined),
    },
    crls,
    lists,
  };
}
