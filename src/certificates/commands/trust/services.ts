import { join } from 'node:path';
import type { Clock, RandomBytes } from '../../../clock.js';
import type { Database } from '../../../database/index.js';
import type { Fetch } from '../../revocation/fetch-bounded.js';

/** What the commands of the trust list work with. */
export interface TrustServices {
  /** Folder with `anchors/`, `crls/` and `trust.json`. */
  readonly trustDirectory: string;
  readonly mode: 'production' | 'demo';
  readonly openDatabase: () => Promise<Database>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: Fetch;
}

/** Where the parts of the trust list lie. */
export function trustFiles(trustDirectory: string) {
  return {
    anchors: join(trustDirectory, 'anchors'),
    crls: join(trustDirectory, 'crls'),
    settings: join(trustDirectory, 'trust.json'),
  };
}
