import type { Clock } from '../../clock.js';
import type { CrlDirectory, CrlReport } from './crl-directory.js';
import type { CrlDownloads } from './downloads/crl-downloads.js';

export interface RefreshedCrlsOptions {
  readonly directory: CrlDirectory;
  readonly downloads: CrlDownloads;
  /** Name of the folder, for reports. */
  readonly crlsDirectory: string;
  readonly clock: Clock;
  readonly onCrlReport?: (report: CrlReport) => void;
}

const minuteBetweenLooks = 60_000;

/** Looks at the folder and the network again from time to time, one look at once; lists in use stay until a newer one. */
export class RefreshedCrls {
  private readonly options: RefreshedCrlsOptions;
  private looking: Promise<readonly CrlReport[]> | undefined;
  private downloading: Promise<readonly CrlReport[]> | undefined;
  private lastLook = 0;

  constructor(options: RefreshedCrlsOptions) {
    this.options = options;
  }

  refresh(): Promise<readonly CrlReport[]> {
    this.lastLook = this.options.clock().getTime();
    this.looking ??= this.report(this.options.directory.refresh()).finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  refreshWhenDue(at: Date): void {
    if (Math.abs(at.getTime() - this.lastLook) < minuteBetweenLooks) return;
    this.refresh().catch((error: unknown) => this.reportFailure(error));
  }

  download(): Promise<readonly CrlReport[]> {
    const { downloads, clock } = this.options;
    this.downloading ??= this.report(downloads.fetchDue(clock().getTime())).finally(() => {
      this.downloading = undefined;
    });
    return this.downloading;
  }

  /** Breaks off downloads, and waits for what is under way to end. */
  async stop(): Promise<void> {
    this.options.downloads.stop();
    await Promise.allSettled([this.looking, this.downloading]);
  }

  private async report(work: Promise<readonly CrlReport[]>): Promise<readonly CrlReport[]> {
    const reports = await work;
    for (const report of reports) this.options.onCrlReport?.(report);
    return reports;
  }

  private reportFailure(error: unknown): void {
    const detail = error instanceof Error ? error.message : 'cannot be read';
    this.options.onCrlReport?.({ file: this.options.crlsDirectory, outcome: 'refused', detail });
  }
}
