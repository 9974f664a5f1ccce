import { join } from 'node:path';
import type { AuditEvent } from '../audit/index.js';
import type { RandomBytes } from '../clock.js';
import type { KeyPurpose, Keyring } from '../keys/index.js';
import { Problem } from '../problems/index.js';
import { listFiles, removeFile, type StoredFile } from './files.js';
import type { MalwareScanner } from './malware/clamd-scanner.js';
import { readSealedFile, readSealedRange } from './read-sealed-file.js';
import { writeSealedFile } from './write-sealed-file.js';

export interface StoredDocument {
  /** 32 hexadecimal digits, random. */
  readonly id: string;
  readonly purpose: string;
  /** Bytes of the plaintext. */
  readonly size: number;
  /** SHA-256 of the plaintext. */
  readonly sha256: Buffer;
}

export interface DocumentStore {
  /**
   * Encrypts a stream into a file of its own while hashing it. When this resolves the file is on disk under its final
   * name; when it rejects, nothing is left. Record it (`recordDocument`) in the transaction that makes use of it.
   *
   * A Readable given as source is not destroyed when the limit is passed, so that an answer can still be written.
   *
   * @throws DocumentTooLargeError as soon as `limitBytes` is passed, before the rest is read; Problem `ERR_FILE_MALWARE` or
   *   `ERR_FILE_UNCHECKED` of a store with a scanner
   */
  write(source: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<StoredDocument>;
  /**
   * The plaintext in blocks. Each block is authentic; whether the file is whole is known only at its end, so act on
   * the content after the last block.
   *
   * @throws DocumentMissingError, DocumentDamagedError while iterating
   */
  read(id: string): AsyncIterable<Buffer>;
  /**
   * Plaintext from `start` up to `end`, for formats that are not read from the front. What is given is authentic; ends
   * early where the document does.
   *
   * @throws DocumentMissingError, DocumentDamagedError while iterating
   */
  readRange(id: string, start: number, end: number): AsyncIterable<Buffer>;
  /** Removes the file; one that is not there is fine. */
  remove(id: string): Promise<void>;
  /** Every file below the directory, those of unfinished writes too. */
  list(): AsyncIterable<StoredFile>;
}

export interface WriteOptions {
  /** What it is, for the table of documents: `submission`, `scan`. */
  readonly purpose: string;
  readonly limitBytes: number;
  /** Who sends it, when a person does; see `documentsFrom`. */
  readonly sentBy?: Sender;
}

/** Who sent a file, from where, by which request. */
export type Sender = Pick<AuditEvent, 'actor' | 'address' | 'reference'>;

/** A file that was not kept since malware was found in it. */
export interface FoundMalware {
  readonly purpose: string;
  /** As the scanner names what it found. */
  readonly signature: string;
  /** Bytes of the plaintext. */
  readonly size: number;
  /** SHA-256 of the plaintext. */
  readonly sha256: Buffer;
  readonly sentBy: Sender | undefined;
}

export interface DocumentStoreOptions {
  /** Outside the web root; made when it is not there. */
  readonly directory: string;
  /** Opened with `documentPurposes`; in a worker thread, of the posted material. */
  readonly keyring: Keyring;
  readonly random: RandomBytes;
  /** Looks at everything that is written. For the store that takes in what people send. */
  readonly malware?: MalwareScanner | undefined;
  /** Is told of what was found, when the file is gone and before it is refused; must not throw. */
  readonly onMalware?: (found: FoundMalware) => Promise<void>;
}

/** The keys that the store needs. */
export const documentPurposes: readonly KeyPurpose[] = [{ name: 'documents', use: 'derive' }];

/** A store for what one person sends: what is found in it is told with who sent it. */
export function documentsFrom(documents: DocumentStore, sentBy: Sender): DocumentStore {
  return { ...documents, write: (source, options) => documents.write(source, { ...options, sentBy }) };
}

/** The encrypted file store. Holds no state: any number of processes and threads may use one directory. */
export function createDocumentStore(options: DocumentStoreOptions): DocumentStore {
  const { directory, keyring, random, malware, onMalware } = options;
  const pathOf = (id: string): string => {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new TypeError('A document id has 32 hexadecimal digits.');
    return join(directory, id.slice(0, 2), id);
  };

  return {
    async write(source, { purpose, limitBytes, sentBy }) {
      const id = random(16).toString('hex');
      const written = await writeSealedFile(source, { id, path: pathOf(id), limitBytes, keyring, random });
      // Afterwards, so that a slow line keeps no scanner waiting; until it is recorded, nobody finds it.
      await malware?.scan(readSealedFile(id, pathOf(id), keyring)).catch(async (error: unknown) => {
        await removeFile(pathOf(id));
        if (error instanceof Problem && error.code === 'ERR_FILE_MALWARE') {
          await onMalware?.({ purpose, signature: error.detail ?? '', ...written, sentBy });
        }
        throw error;
      });
      return { id, purpose, ...written };
    },
    read: (id) => readSealedFile(id, pathOf(id), keyring),
    readRange: (id, start, end) => readSealedRange(id, pathOf(id), keyring, { start, end }),
    remove: (id) => removeFile(pathOf(id)),
    list: () => listFiles(directory),
  };
}
