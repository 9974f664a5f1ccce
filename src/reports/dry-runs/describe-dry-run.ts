import type { Language } from '../../locales/index.js';
import { stopSentence } from '../submissions/stop-sentence.js';
import type { DryRun } from './dry-run.js';

/** Where dry runs are for programs. */
export const dryRunsRoot = '/api/v1/dry-runs';

/** How a dry run stands, for programs. Times are UTC, ISO 8601. */
export function describeDryRun(dryRun: DryRun, language: Language) {
  const { number, file, outcome } = dryRun;
  const { counts, stop } = outcome ?? { counts: null, stop: null };
  const self = `${dryRunsRoot}/${number}`;
  return {
    number,
    kind: dryRun.kind,
    purpose: dryRun.purpose,
    status: dryRun.state,
    verdict: outcome?.verdict ?? null,
    fileName: file.name,
    size: file.size,
    sha256: file.sha256.toString('hex'),
    encoding: outcome?.encoding ?? null,
    receivedAt: dryRun.receivedAt.toISOString(),
    judgedAt: dryRun.judgedAt?.toISOString() ?? null,
    keptUntil: dryRun.expiresAt.toISOString(),
    rows: counts?.rows ?? null,
    good: counts?.good ?? null,
    rowsWithErrors: counts?.rowsWithErrors ?? null,
    errors: counts?.errors ?? null,
    warnings: counts?.warnings ?? null,
    stop: stop === null ? null : { code: stop.code, detail: stopSentence(language, stop) },
    links: {
      self,
      ...((counts?.errors ?? 0) + (counts?.warnings ?? 0) > 0 && { errors: `${self}/errors` }),
    },
  };
}
