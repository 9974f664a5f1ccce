import type { Clock } from '../../clock.js';
import type { CrlDirectory, CrlReport } from './crl-directory.js';
import type { CrlDownloads, PlaceReport } from './downloads/crl-downloads.js';

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

  /** Begins a download that nobody waits for. */
  downloadSoon(): void {
    this.download().catch((error: unknown) => this.reportFailure(error));
  }

  /** Fetches an issuer's lists now, after the download under way if there is one, and reads the folder again. */
  async downloadOf(issuerKeyId: string): Promise<readonly CrlReport[]> {
    const { downloads, clock } = this.options;
    await this.downloading?.catch(() => undefined);
    this.downloading = this.report(downloads.fetchOf(issuerKeyId, clock().getTime())).finally(() => {
      this.downloading = undefined;
    });
    const fetched = await this.downloading;
    return [...fetched, ...(await this.refresh())];
  }

  /** What is known of each place that lists are fetched from. */
  get places(): readonly PlaceReport[] {
    return this.options.downloads.tries();
  }

  /** Files of the folder whose list could not be taken. */
  get refusedFiles(): readonly CrlReport[] {
    return this.options.directory.refused;
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
