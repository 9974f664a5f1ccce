import { stat } from 'node:fs/promises';
import { listFiles } from '../list-files.js';
import type { Trust } from '../trust.js';
import type { CrlSource } from './crl-source.js';
import type { CrlAnswer } from './crl-worker.js';
import { readCrls } from './read-crls.js';
import type { RevocationList } from './revocation-list.js';

/** What happened to a list: all but `taken` leave the one in use that was there before. */
export interface CrlReport {
  /** The file, or the address it was asked for at. */
  readonly file: string;
  readonly outcome: 'taken' | 'older' | 'refused' | 'unchanged' | 'unreachable';
  readonly detail: string;
}

/** Of a list in use: its times in milliseconds since 1970. */
export type HeldList = Pick<RevocationList, 'thisUpdate' | 'nextUpdate'>;

/**
 * A folder of CRL files (`.crl`, `.pem`, `.der`; DER or PEM). `refresh` reads those that are new or changed since the
 * last time into the source, and says what came of each.
 */
export class CrlDirectory {
  private readonly seen = new Map<string, SeenFile>();
  private readonly directory: string;
  private readonly trust: Trust;
  private readonly source: CrlSource;
  /** The list taken last, until its file has its name. */
  private taken: HeldList | undefined;

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
      const report = this.accept(answer);
      const held = report.outcome === 'taken' && 'list' in answer ? timesOf(answer.list) : undefined;
      this.seen.set(answer.file, { version: changed.get(answer.file) ?? '', held, report });
      return report;
    });
  }

  /** Reads a file from elsewhere, a list of this issuer; `moved` tells when it has its place in the folder. */
  async take(file: string, issuerKeyId: string): Promise<CrlReport> {
    const [answer] = await readCrls([file], this.trust);
    if (answer === undefined) return { file, outcome: 'refused', detail: 'was not read' };
    if ('list' in answer && answer.list.issuerKeyId !== issuerKeyId) {
      return { file, outcome: 'refused', detail: 'of another issuer' };
    }
    const report = this.accept(answer);
    this.taken = report.outcome === 'taken' && 'list' in answer ? timesOf(answer.list) : undefined;
    return report;
  }

  /** The file taken last is this one now, and need not be read again. */
  async moved(file: string): Promise<void> {
    this.seen.set(file, { version: await versionOf(file), held: this.taken, report: undefined });
  }

  /** The files that hold no list which can be used, as they were read last. */
  get refused(): readonly CrlReport[] {
    return [...this.seen.values()].flatMap(({ report }) => (report?.outcome === 'refused' ? [report] : []));
  }

  /** The list of a file, if it was taken and is still there as it was read. */
  async heldIn(file: string): Promise<HeldList | undefined> {
    const known = this.seen.get(file);
    if (known?.held === undefined) return undefined;
    const version = await versionOf(file).catch(() => undefined);
    return version === known.version ? known.held : undefined;
  }

  private accept(answer: CrlAnswer): CrlReport {
    const { file } = answer;
    if ('refusal' in answer) return { file, outcome: 'refused', detail: answer.refusal };
    return { file, outcome: this.source.accept(answer.list), detail: `${answer.list.entries.count} entries` };
  }

  /** Files whose size, time or inode differ from what was read last. */
  private async findChanged(): Promise<ReadonlyMap<string, string>> {
    const changed = new Map<string, string>();
    for (const file of await listFiles(this.directory, ['.crl', '.pem', '.der'])) {
      const version = await versionOf(file);
      if (this.seen.get(file)?.version !== version) changed.set(file, version);
    }
    return changed;
  }
}

interface SeenFile {
  readonly version: string;
  /** Set when its list was taken. */
  readonly held: HeldList | undefined;
  readonly report: CrlReport | undefined;
}

async function versionOf(file: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(file);
  return `${size} ${mtimeMs} ${ino}`;
}

function timesOf({ thisUpdate, nextUpdate }: RevocationList): HeldList {
  return { thisUpdate, nextUpdate };
}
