import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { toStoredTime } from '../../../src/clock.js';
import { type Database, type DatabaseSettings, inTransaction } from '../../../src/database/index.js';
import { createDocumentStore, type DocumentStore, documentPurposes } from '../../../src/documents/index.js';
import { createJobWorker, enqueueJob, type JobWorker } from '../../../src/jobs/index.js';
import {
  type CmsSigner,
  initKeys,
  type Keys,
  keyFiles,
  masterKeyOf,
  openKeys,
  readCmsSigner,
} from '../../../src/keys/index.js';
import type { Correction } from '../../../src/reports/corrections/correction.js';
import {
  giveUpSubmission,
  type ReportLimits,
  type ReportServices,
  reportLimits,
  reportPurposes,
  type SubmissionJobServices,
  submissionHandlers,
} from '../../../src/reports/index.js';
import { generateSample, type SampleOptions } from '../../../src/reports/sample/generate.js';
import type { ExamKind } from '../../../src/reports/schema/kinds.js';
import type { SignaturePolicy } from '../../../src/reports/signatures/policy.js';
import { findSubmission } from '../../../src/reports/submissions/store.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { submit } from '../../../src/reports/submissions/submit.js';
import type { TestDatabase } from '../../support/databases.js';

/** 22 November 2026, 10:00 in Taipei. */
export const start = new Date('2026-11-22T02:00:00Z');
export const today = '2026-11-22';

/** Everything that submissions work with, real, in a database and folders of its own. */
export interface ReportGround {
  readonly db: Database;
  readonly settings: DatabaseSettings;
  readonly directory: string;
  readonly documents: DocumentStore;
  readonly keys: Keys;
  readonly services: ReportServices;
  readonly jobServices: SubmissionJobServices;
  /** What the agency asks; a test may change it. */
  readonly policy: { submissionSignature: SignaturePolicy };
  readonly jobs: JobWorker;
  /** 測試醫院, which sends unless another is named. */
  readonly institution: TestInstitution;
  /** What the jobs could not do. */
  readonly failures: unknown[];
  /** What the gateway logged. */
  readonly logged: Record<string, unknown>[];
  now: Date;
  /** Sends a file as the reporter of an institution. */
  send(bytes: Buffer, options?: SendOptions): Promise<Submission>;
  /** Has what waits be taken in. */
  enqueueAccept(number: string): Promise<void>;
  /** Runs jobs until none is due. */
  work(): Promise<void>;
  read(number: string): Promise<Submission>;
  /** What another process needs to work on the same data: plain JSON. */
  readonly process: Readonly<Record<string, unknown>>;
  /** Ends the worker threads before the file's tests are over. */
  close(): void;
  /** Files in the store. */
  storedFiles(): readonly string[];
}

export interface SendOptions {
  readonly institution?: TestInstitution;
  readonly key?: string;
  readonly name?: string;
  readonly correction?: Correction;
  /** General exams unless said otherwise. */
  readonly kind?: ExamKind;
}

export interface TestInstitution {
  readonly id: number;
  readonly code: string;
  readonly accountId: number;
}

let signing: Promise<Signing> | undefined;

interface Signing {
  readonly signer: CmsSigner;
  readonly receiptKey: string;
  readonly receiptCertificate: string;
}

export async function openReportGround(
  { db, settings }: TestDatabase,
  limits: Partial<ReportLimits> = {},
  cards: ReportServices['cards'] = noCards,
): Promise<ReportGround> {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-reports-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const random = (size: number) => randomBytes(size);
  const ground = { now: start };
  const clock = () => ground.now;
  const masterKey = randomBytes(32);
  const keys = await openKeys({
    db,
    masterKey: masterKeyOf(masterKey, random),
    random,
    clock,
    purposes: [...documentPurposes, ...reportPurposes],
  });
  const documentDirectory = join(directory, 'documents');
  const documents = createDocumentStore({ directory: documentDirectory, keyring: keys, random });
  signing ??= makeSigner();
  const { signer, receiptKey, receiptCertificate } = await signing;
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const shared = {
    db,
    clock,
    randomBytes: random,
    keys,
    documents,
    receiptSigner: signer,
    limits: { ...reportLimits, ...limits },
  };
  const config: SubmissionJobServices['config'] & { submissionSignature: SignaturePolicy } = {
    origin: 'https://jianbao.test',
    database: settings,
    directories: { documents: documentDirectory },
    submissionSignature: 'optional',
  };
  const services: ReportServices = {
    ...shared,
    render: () => undefined,
    wakeJobs: () => undefined,
    cards,
    cardAgentOrigin: 'http://127.0.0.1:48127',
    config,
  };
  const failures: unknown[] = [];
  const closing = new AbortController();
  afterAll(() => closing.abort());
  const jobServices: SubmissionJobServices = {
    ...shared,
    log,
    closing: closing.signal,
    config,
  };
  const jobs = createJobWorker({
    db,
    clock,
    handlers: submissionHandlers(jobServices),
    onFailure: (_, error) => failures.push(error),
    onGivenUp: (trx, job) => giveUpSubmission(trx, job, clock()),
  });
  const first = await addInstitution(db, '1268650500', 'reporter');
  return Object.assign(ground, {
    db,
    settings,
    directory,
    documents,
    keys,
    services,
    jobServices,
    policy: config,
    jobs,
    institution: first,
    failures,
    logged,
    async send(
      bytes: Buffer,
      { institution = first, key, name = '健檢.csv', kind = 'general', correction }: SendOptions = {},
    ) {
      const document = await documents.write(Readable.from([bytes]), {
        purpose: 'submission',
        limitBytes: shared.limits.fileBytes,
      });
      return submit(services, {
        kind,
        file: { name, document },
        institutionId: institution.id,
        accountId: institution.accountId,
        card: { profile: 'citizen', fingerprint: 'ab'.repeat(32) },
        language: 'zh-Hant',
        key: key ?? null,
        correction,
        by: byOperator,
      });
    },
    enqueueAccept: (subject: string) =>
      inTransaction(db, (trx) => enqueueJob(trx, { kind: 'submission.accept', subject, at: ground.now })),
    async work() {
      while (await jobs.runOnce());
    },
    async read(number: string) {
      const submission = await findSubmission(db, number);
      if (submission === undefined) throw new Error(`There is no submission ${number}.`);
      return submission;
    },
    process: {
      database: settings,
      documents: documentDirectory,
      masterKey: masterKey.toString('base64'),
      receiptKey,
      receiptCertificate,
    },
    close: () => closing.abort(),
    storedFiles: () =>
      readdirSync(documentDirectory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
  });
}

/** Where nobody signs. */
const noCards: ReportServices['cards'] = {
  verifyDocument: () => Promise.reject(new TypeError('These tests have no cards.')),
};

/** An institution, recognised for general exams, with one account. */
export async function addInstitution(db: Database, code: string, userName: string): Promise<TestInstitution> {
  const at = toStoredTime(start);
  const [id = 0] = await db('institutions').insert({
    code,
    name: code === '1268650500' ? '測試醫院' : `醫院 ${code}`,
    county: '新北市',
    address: '新北市新莊區示範路1號',
    telephone: '02-1111-1111',
    contact: '陳小姐',
    updated_at: at,
  });
  await db('institution_recognitions').insert({
    institution_id: id,
    position: 0,
    kind: 'general',
    label: '一般體格及健康檢查',
    valid_from: '2023-01-01',
    valid_until: '2029-12-31',
  });
  const [accountId = 0] = await db('accounts').insert({
    user_name: userName,
    user_name_key: userName,
    role: 'reporter',
    institution_id: id,
    state: 'active',
    name: '王申報',
    email: `${userName}@example.com`,
    password_hash: 'x',
    password_kind: 'own',
    password_set_at: at,
    profile_completed_at: at,
    generation: 1,
    created_at: at,
  });
  return { id: Number(id), code, accountId: Number(accountId) };
}

/** A made-up file of exams. */
export function sample(options: Partial<SampleOptions> = {}): Buffer {
  return Buffer.concat([...generateSample({ kind: 'general', rows: 10, seed: 1, today, ...options }).chunks]);
}

/** Twenty made-up exams of which one has an unusual height: the reporter has to confirm it. */
export function sampleWithWarning(seed = 3): Buffer {
  const [header = '', ...rows] = sample({ rows: 20, seed }).toString().split('\r\n');
  // A row without quotes is its cells with commas between.
  const at = rows.findIndex(
    (row) => row.split(',').length === header.split(',').length && !row.includes('"'),
  );
  const cells = rows[at]?.split(',') ?? [];
  cells[header.split(',').indexOf('身高')] = '211.0';
  rows[at] = cells.join(',');
  return Buffer.from([header, ...rows].join('\r\n'));
}

/** Keys in a folder of their own, made once for a file of tests. */
async function makeSigner(): Promise<Signing> {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-keys-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  await initKeys({ directory, name: 'test', clock: () => start, random: (size) => randomBytes(size) });
  const { receiptKey, receiptCertificate } = keyFiles(directory);
  return { signer: await readCmsSigner(receiptKey, receiptCertificate), receiptKey, receiptCertificate };
}
