import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { DocumentStore, StoredDocument } from '../../documents/index.js';
import type { Finding } from '../process/types.js';
import { readJsonLines } from './json-lines.js';

/** Collects every finding of a file, however many, in a document: one JSON object per line, in no language. */
export interface FindingList {
  add(findings: readonly Finding[]): Promise<void>;
  /** The document; null when there was no finding. */
  finish(): Promise<StoredDocument | null>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/**
 * @param most how many findings are listed; what comes after is left out, for nobody mends that much by hand
 */
export function createFindingList(documents: DocumentStore, most: number): FindingList {
  let left = most;
  let list: { readonly lines: PassThrough; readonly document: Promise<StoredDocument> } | undefined;

  function begin() {
    const lines = new PassThrough({ highWaterMark: 256 * 1024 });
    const document = documents.write(lines, { purpose: 'findings', limitBytes: Number.MAX_SAFE_INTEGER });
    // Whoever waits for it sees the rejection; until then it must not end the process.
    document.catch((error: unknown) => lines.destroy(error instanceof Error ? error : undefined));
    return { lines, document };
  }

  return {
    async add(findings) {
      const listed = findings.slice(0, left);
      if (listed.length === 0) return;
      left -= listed.length;
      list ??= begin();
      const text = listed.map((finding) => `${JSON.stringify(finding)}\n`).join('');
      if (!list.lines.write(text)) await Promise.race([once(list.lines, 'drain'), list.document]);
    },
    async finish() {
      list?.lines.end();
      return (await list?.document) ?? null;
    },
    async abandon() {
      list?.lines.destroy(new Error('The list of findings was abandoned.'));
      const document = await list?.document.catch(() => undefined);
      if (document !== undefined) await documents.remove(document.id);
    },
  };
}

/** Reads the list again, a finding at a time. */
export function readFindings(lines: AsyncIterable<Buffer>): AsyncIterable<Finding> {
  return readJsonLines(lines);
}

/** Beyond this a list helps nobody; the counts stay exact. */
export const mostFindingsListed = 100_000;
