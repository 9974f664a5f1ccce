import type { RandomBytes } from '../../clock.js';
import { settingsOfAnchor, type TrustSettings } from '../trust-settings.js';
import { ChosenSource } from './chosen-source.js';
import type { CrlSource } from './crl-source.js';
import type { CrlDownloads } from './downloads/crl-downloads.js';
import type { Fetch } from './fetch-bounded.js';
import { OcspSource } from './ocsp/ocsp-source.js';
import type { RevocationSource } from './source.js';

export interface SourceParts {
  readonly lists: CrlSource;
  readonly choices: TrustSettings;
  readonly downloads: CrlDownloads;
  readonly network: { readonly fetch: Fetch; readonly randomBytes: RandomBytes };
}

/** Puts lists and responders together as the operator chose in `trust.json`. */
export function chooseSource({ lists, choices, downloads, network }: SourceParts): RevocationSource {
  const ocsp = new OcspSource({
    ...network,
    mannerOf: ({ keyId }) => {
      const { ocspNonce, ocspHash, ocspMaxAgeSeconds } = settingsOfAnchor(choices, keyId);
      return { nonce: ocspNonce, certIdHash: ocspHash, maxAgeSeconds: ocspMaxAgeSeconds };
    },
    responders: lists,
  });
  const crl: RevocationSource = {
    statusOf(certificate, issuer, at) {
      downloads.learn(issuer.keyId, certificate.crlAddresses);
      return lists.statusOf(certificate, issuer, at);
    },
  };
  return new ChosenSource({ crl, ocsp }, ({ keyId }) => settingsOfAnchor(choices, keyId).revocation);
}
