import { Readable } from 'node:stream';
import { scanTooLarge } from './content/check-content.js';
import { type InspectedScan, inspectScan } from './content/inspect-scan.js';
import { scanLimits } from './content/limits.js';
import type { DocumentStore, StoredDocument } from './document-store.js';

/** A scan that was checked and written to the store; record it in the transaction that makes use of it. */
export interface ReceivedScan extends InspectedScan {
  readonly document: StoredDocument;
}

/**
 * Takes in an uploaded scan 掃描檔: no more than the limit is read, its content is checked, and only then it is written to the
 * document store, with the purpose `scan`.
 *
 * @param accept is asked before the scan is written; what it throws refuses it
 * @throws Problem as `inspectScan`, and what `accept` throws; nothing is kept then
 */
export async function receiveScan(
  documents: DocumentStore,
  source: AsyncIterable<Uint8Array>,
  accept: (scan: InspectedScan) => void = () => undefined,
): Promise<ReceivedScan> {
  const content = await collect(source);
  const inspected = await inspectScan(content);
  accept(inspected);
  const document = await documents.write(Readable.from([content]), {
    purpose: 'scan',
    limitBytes: scanLimits.bytes,
  });
  return { ...inspected, document };
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of keepOpen(source)) {
    size += part.length;
    if (size > scanLimits.bytes) throw scanTooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A request that is too long must stay open for its answer, so leaving the loop must not destroy it. */
function keepOpen(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return source instanceof Readable ? source.iterator({ destroyOnReturn: false }) : source;
}
