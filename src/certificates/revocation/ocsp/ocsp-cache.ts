import type { OcspJudgement } from './judge-response.js';

/** Remembers answers until their nextUpdate, and never longer than an hour: a hold must show soon. */
export class OcspCache {
  private readonly entries = new Map<string, CachedAnswer>();
  private readonly most: number;

  /** @param most how many answers are kept; the one stored longest ago goes first. About 1 KiB each. */
  constructor(most = 5000) {
    this.most = most;
  }

  /** @param at milliseconds since 1970 */
  find(certId: string, at: number): OcspJudgement['status'] | undefined {
    const entry = this.entries.get(certId);
    if (entry === undefined) return undefined;
    if (at >= entry.from && at < entry.until) return entry.status;
    this.entries.delete(certId);
    return undefined;
  }

  store(certId: string, { status, nextUpdate }: OcspJudgement, at: number): void {
    const until = Math.min(nextUpdate, at + longest);
    if (until <= at || status.outcome === 'unknown') return;
    this.entries.delete(certId);
    this.entries.set(certId, { status, from: at - clockStep, until });
    if (this.entries.size <= this.most) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}

const longest = 3_600_000;

/** A clock set back further than this makes an answer one of the future. */
const clockStep = 60_000;

interface CachedAnswer {
  readonly status: OcspJudgement['status'];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}
