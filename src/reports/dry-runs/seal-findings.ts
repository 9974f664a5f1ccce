import type { Keyring } from '../../keys/index.js';
import type { KeptReport } from '../findings/seal-report.js';

/** Seals what was found for its dry run: it quotes cells, as the report of a submission does. */
export function sealFindings(keyring: Keyring, number: string, kept: KeptReport): Buffer {
  return keyring.seal('findings', Buffer.from(JSON.stringify(kept)), contextOfDryRun(number));
}

/** @throws UnsealError when it is another dry run's */
export function openFindings(keyring: Keyring, number: string, sealed: Buffer): KeptReport {
  return JSON.parse(keyring.open('findings', sealed, contextOfDryRun(number)).toString('utf8'));
}

/** What the findings are bound to. */
export function contextOfDryRun(number: string): string {
  return `dry-run:${number}/report`;
}
