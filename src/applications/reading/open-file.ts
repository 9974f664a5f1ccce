import { Readable } from 'node:stream';
import type { Request } from 'express';
import { appendAudit } from '../../audit/index.js';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import type { DocumentStore } from '../../documents/index.js';
import { actedBy } from '../../web/index.js';
import type { Application, ApplicationDocument } from '../application.js';

/** What opening a file works with. */
export interface OpenFileServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly documents: DocumentStore;
}

/**
 * Opens a file of an application for somebody who was found to be allowed to see it. The look is in the audit trail
 * before a byte of it is given: who, when, of which application, and which file by the beginning of its id. Its name is
 * left out, since people write names into it.
 */
export async function openFile(
  { db, clock, documents }: OpenFileServices,
  request: Request,
  { reference }: Pick<Application, 'reference'>,
  { documentId, kind }: ApplicationDocument,
): Promise<Readable> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'application.view-file',
      target: { kind: 'application', reference },
      outcome: 'done',
      detail: { kind, document: `${documentId.slice(0, shownDigits)}…` },
    }),
  );
  return Readable.from(documents.read(documentId));
}

/** Enough to tell the files of an application apart; the whole id is part of the file's address. */
const shownDigits = 8;
