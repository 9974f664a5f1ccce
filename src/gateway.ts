import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { pendingMigrations } from '../migrations/index.js';
import {
  deleteOldAccess,
  listSupervisors,
  managersOf,
  passwordResetHandlers,
  tendIdleAccounts,
} from './accounts/index.js';
import { type AppServices, createApp } from './app.js';
import { forgetVisitors, progressHandlers, tendApplications } from './applications/index.js';
import { writeCheckpoint } from './audit/index.js';
import { deleteOldCaptchas } from './captcha/index.js';
import { lapseProposals } from './certificates/index.js';
import { addMinutes } from './clock.js';
import { ConfigError } from './config.js';
import { connect, type Database } from './database/index.js';
import { describeError } from './describe-error.js';
import { removeOrphans } from './documents/index.js';
import { type GatewayParts, type GatewaySources, openParts } from './gateway-parts.js';
import { deleteOldImports, warnOfRecognitionEnds } from './institutions/index.js';
import { createJobWorker } from './jobs/index.js';
import { type ConnectionPatience, connectionPatience, listen, serverOptions } from './listen.js';
import { eraseDeadSecrets } from './mail/index.js';
import { tellOfMalware } from './malware/index.js';
import {
  countSubmissions,
  expireDryRuns,
  expireUploads,
  giveUpDryRun,
  giveUpSubmission,
  keepReceiptCertificate,
  reconcile,
  submissionHandlers,
  submissionLanes,
} from './reports/index.js';

export interface GatewayOptions extends GatewaySources {
  /** How long connections may stand idle; a test need not wait as long as people may. */
  readonly patience?: ConnectionPatience;
}

export interface Gateway {
  /** The port it listens on. */
  readonly port: number;
  readonly db: Database;
  /** What the routes work with. */
  readonly services: AppServices;
  /** Takes no new requests, finishes what runs, gives unfinished jobs back; done within 10 seconds. */
  stop(): Promise<void>;
}

/**
 * Opens everything a gateway works with and begins to listen.
 *
 * @throws ConfigError, KeyFileError or TypeError with a sentence for the operator when something is not as it must be
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, clock, log, patience = connectionPatience } = options;
  const db = connect(config.database);
  // What works on its own is stopped side by side; what it works with is closed after it, the last opened first.
  const workers: Closer[] = [];
  const resources: Closer[] = [() => db.destroy()];
  const stop = async () => {
    await before(stopMilliseconds, Promise.all(workers.map((close) => close())), log);
    for (const close of resources.toReversed()) await close();
  };
  try {
    await requireCurrentSchema(db);
    const parts = await openParts(options, db);
    // Also for what was signed before certificates were kept.
    await keepReceiptCertificate(parts, parts.receiptSigner.certificate, clock());
    const checkpoint = () =>
      writeCheckpoint(db, { directory: config.directories.checkpoints, signer: parts.checkpointSigner });
    resources.push(checkpoint);
    const jobs = createJobWorker({
      db,
      clock,
      handlers: {
        ...submissionHandlers(parts),
        ...passwordResetHandlers(parts),
        ...progressHandlers({ ...parts.applications, clock }),
      },
      lanes: submissionLanes,
      onGivenUp: async (trx, job) => {
        await giveUpSubmission(trx, job, clock());
        await giveUpDryRun(trx, job, clock());
      },
      onFailure: (job, error) =>
        log.error({ err: describeError(error), job: job?.kind, subject: job?.subject }, 'job failed'),
    });
    const services = { ...parts, wakeJobs: () => jobs.wake(), nextJobEnd: () => jobs.nextEnd() };
    const server = await listen(
      createServer(serverOptions(patience), createApp(services)),
      config.listen,
      patience,
    );
    jobs.start();
    workers.push(
      () => closeServer(server),
      () => jobs.stop(),
      runUntilStopped((signal) => parts.mail.run(signal)),
      () => parts.cards.close(),
      ...regularWork(parts, checkpoint),
      repeat(hour, () => tend(parts), log),
    );
    return { port: (server.address() as AddressInfo).port, db, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function regularWork(
  { cards, db, documents, clock, keys, log, trust }: GatewayParts,
  checkpoint: Closer,
): Closer[] {
  return [
    repeat(hour, checkpoint, log),
    repeat(minute, () => cards.downloadCrls(), log),
    // Within ten seconds every gateway works with a change that one of them approved.
    repeat(5_000, () => trust.check(), log),
    // A new data key is known everywhere long before its minute of notice is over.
    repeat(5_000, () => keys.refresh(), log),
    repeat(minute, () => lapseProposals({ db, clock, listSupervisors }), log),
    repeat(minute, () => deleteOldAccess(db, clock()), log),
    repeat(minute, () => deleteOldCaptchas(db, clock()), log),
    repeat(minute, () => forgetVisitors(db, clock()), log),
    repeat(minute, () => tellOfMalware({ db, clock }), log),
    repeat(hour, () => deleteOldImports(db, clock()), log),
    // Once a day would do; what was told is not told again.
    repeat(hour, () => warnOfRecognitionEnds({ db, clock, managersOf }), log),
    // For the statistics, which otherwise count what nobody has looked at yet.
    repeat(hour, () => countSubmissions({ db, keys }), log),
    // A first password is good for as long; until then its mail can be sent again.
    repeat(hour, () => eraseDeadSecrets(db, addMinutes(clock(), -14 * 24 * 60)), log),
    repeat(hour, () => expireUploads({ db, documents, clock }), log),
    repeat(minute, () => expireDryRuns({ db, documents, clock }), log),
    repeat(hour, () => reconcile({ db, documents, clock, log }, 'recent'), log),
    repeat(6 * hour, () => reconcile({ db, documents, clock, log }, 'all'), log),
    // A file whose upload never came to a row; two days leave every upload time to end.
    repeat(6 * hour, () => removeOrphans(db, documents, { before: addMinutes(clock(), -2 * 24 * 60) }), log),
  ];
}

/** The work of every day, done every hour: what is done already is not found again. */
async function tend({ applications, config, db, clock, log }: GatewayParts): Promise<void> {
  const { calendarEnds, ...done } = await tendApplications(applications, clock());
  log.info(done, 'applications tended');
  const { agencyAddress } = config.applications;
  const idle = await tendIdleAccounts({ db, agencyAddress }, clock());
  log.info({ steps: idle.map(({ step }) => step) }, 'idle accounts tended');
  if (calendarEnds !== undefined) log.warn({ calendarEnds }, 'the office calendar must be updated');
}

/** The whole stop stays within ten seconds. What takes longer is abandoned: its lease ends, and it is done again. */
const stopMilliseconds = 9_000;

const minute = 60_000;
const hour = 60 * minute;

/** What must be done before the process ends. */
type Closer = () => Promise<unknown>;

async function before(milliseconds: number, work: Promise<unknown>, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  if ((await Promise.race([work, late])) === 'late')
    log.warn('something did not end in time and was abandoned');
  clearTimeout(timer);
}

async function requireCurrentSchema(db: Database): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    throw new ConfigError(
      'JIANBAO_DATABASE',
      `The schema is not up to date. Run "jianbao migrate" (${pending.join(', ')}).`,
    );
  }
}

/** Running requests get eight seconds, so that the whole stop stays within ten. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), 8_000);
  await closed;
  clearTimeout(patience);
}

function runUntilStopped(run: (signal: AbortSignal) => Promise<void>): Closer {
  const stopping = new AbortController();
  const running = run(stopping.signal);
  return () => {
    stopping.abort();
    return running;
  };
}

/** Does `work` now and then; a failure is logged and the next time comes all the same. */
function repeat(milliseconds: number, work: () => Promise<unknown>, log: Logger): Closer {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = work().catch((error: unknown) =>
      log.error({ err: describeError(error) }, 'regular work failed'),
    );
  }, milliseconds);
  return () => {
    clearInterval(timer);
    return running;
  };
}
