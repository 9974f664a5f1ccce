import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { Language } from '../../locales/index.js';
import type { ShowPersonal } from '../search/describe-record.js';
import { readContents } from '../search/read-contents.js';
import { compareRecords, type FieldDifference } from './compare-records.js';
import { loadHistory, type Version } from './load-history.js';
import type { RecordPlace } from './replacement.js';

/** A version as the page of a record shows it. */
export interface ShownVersion extends Version {
  /** What it changed of the version before; empty for the first and for a withdrawal. */
  readonly differences: readonly FieldDifference[];
}

/** The history of a record with the differences between its versions. */
export async function showHistory(
  services: { readonly db: Database; readonly keys: Keyring },
  place: RecordPlace,
  language: Language,
  show: ShowPersonal,
): Promise<readonly ShownVersion[]> {
  const versions = await loadHistory(services.db, place);
  const held = versions.filter(({ purpose }) => purpose !== 'withdrawal');
  const contents = await readContents(services, held);
  return versions.map((version, index) => {
    const before = contents[index - 1];
    const after = contents[index];
    const differences =
      before === undefined || after === undefined ? [] : compareRecords(before, after, language, show);
    return { ...version, differences };
  });
}
