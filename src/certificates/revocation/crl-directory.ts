import { stat } from 'node:fs/promises';
import { listFiles } from '../list-files.js';
import type { Trust } from '../trust.js';
import type { CrlSource } from './crl-source.js';
import { readCrls } from './read-crls.js';

/** What happened to a CRL file: `refused` and `older` leave the list in use that was there before. */
export interface CrlReport {
  readonly file: string;
  readonly outcome: 'taken' | 'older' | 'refused';
  readonly detail: string;
}

/**
 * A folder of CRL files (`.crl`, `.pem`, `.der`; DER or PEM). `refresh` reads those that are new or changed since the
 * last time into the source, and says what came of each.
 */
export class CrlDirectory {
  private readonly seen = new Map<string, string>();
  private readonly directory: string;
  private readonly trust: Trust;
  private readonly source: CrlSource;

  constructor(directory: string, trust: Trust, source: CrlSource) {
    this.directory = directory;
    this.trust = trust;
    this.source = source;
  }

  /** @throws TypeError when the folder cannot be read */
  async refresh(): Promise<readonly CrlReport[]> {
    const changed = await this.findChanged();
    const answers = await readCrls([...changed.keys()], this.trust);
    return answers.map((answer): CrlReport => {
      const { file } = answer;
      this.seen.set(file, changed.get(file) ?? '');
      if ('refusal' in answer) return { file, outcome: 'refused', detail: answer.refusal };
      return {
        file,
        outcome: this.source.accept(answer.list),
        detail: `${answer.list.entries.count} entries`,
      };
    });
  }

  /** Files whose size, time or inode differ from what was read last. */
  private async findChanged(): Promise<ReadonlyMap<string, string>> {
    const changed = new Map<string, string>();
    for (const file of await listFiles(this.directory, ['.crl', '.pem', '.der'])) {
      const { size, mtimeMs, ino } = await stat(file);
      const version = `${size} ${mtimeMs} ${ino}`;
      if (this.seen.get(file) !== version) changed.set(file, version);
    }
    return changed;
  }
}
