import type { Logger } from 'pino';
import type { CardLogin } from '../certificates/index.js';
import type { Clock, RandomBytes } from '../clock.js';
import type { Database, DatabaseSettings } from '../database/index.js';
import type { DocumentStore } from '../documents/index.js';
import type { CmsSigner, Keys } from '../keys/index.js';
import type { RenderPage } from '../web/index.js';
import type { SignaturePolicy } from './signatures/policy.js';

interface SharedServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Opened with `reportPurposes` among its purposes. */
  readonly keys: Keys;
  readonly documents: DocumentStore;
  /** Signs receipts; its certificate is handed out for checking them. */
  readonly receiptSigner: CmsSigner;
  /** `reportLimits` when an installation does not decide otherwise. */
  readonly limits?: ReportLimits;
}

/** What the pages and the API of submissions work with. */
export interface ReportServices extends SharedServices {
  readonly render: RenderPage;
  /** Verifies what people sign with their cards. */
  readonly cards: Pick<CardLogin, 'verifyDocument'>;
  /** Where the pages find the card agent, e.g. `http://127.0.0.1:48127`. */
  readonly cardAgentOrigin: string;
  readonly config: { readonly submissionSignature: SignaturePolicy };
  /** Looks into the queue of jobs now instead of at the next poll. */
  wakeJobs(): void;
  /** Resolves when a job of this process ends; without it, whoever waits for one looks again a little later. */
  readonly nextJobEnd?: () => Promise<void>;
}

/** What the jobs of submissions work with. */
export interface SubmissionJobServices extends SharedServices {
  readonly log: Logger;
  /** Aborted when the worker threads are to end; without it they end with the process. */
  readonly closing?: AbortSignal;
  readonly config: {
    /** What browsers see in the address bar; receipts name the address where they are checked. */
    readonly origin: string;
    /** The worker threads open connections of their own. */
    readonly database: DatabaseSettings;
    readonly directories: { readonly documents: string };
    readonly submissionSignature: SignaturePolicy;
  };
}

export interface ReportLimits {
  /** Bytes of an uploaded file. */
  readonly fileBytes: number;
  /** Data rows of a file. */
  readonly rows: number;
  /** Days in which warnings can be confirmed. */
  readonly confirmationDays: number;
  /** Uploads that an institution may have begun and not finished, and the bytes of their files together. */
  readonly unfinishedUploads: number;
  readonly unfinishedBytes: number;
  /** Hours after which an upload is removed with which nothing happens. */
  readonly uploadHours: number;
}

/** What holds unless an installation decides otherwise. */
export const reportLimits: ReportLimits = {
  fileBytes: 100_000_000,
  rows: 1_000_000,
  confirmationDays: 14,
  unfinishedUploads: 20,
  unfinishedBytes: 1_000_000_000,
  uploadHours: 24,
};
