import { join } from 'node:path';
import type { Logger } from 'pino';
import { argon2id } from './accounts/index.js';
import { appendAudit, parseNoteSigner } from './audit/index.js';
import type { CaptchaText } from './captcha/index.js';
import {
  createCardLogin,
  differencesOfFolder,
  followTrustList,
  type GraceUse,
  openTrustList,
} from './certificates/index.js';
import type { Clock, RandomBytes } from './clock.js';
import type { Config } from './config.js';
import { type Database, inTransaction } from './database/index.js';
import { describeError } from './describe-error.js';
import {
  createClamdScanner,
  createDocumentStore,
  type FoundMalware,
  type MalwareScanner,
} from './documents/index.js';
import { keyFiles, openCmsSigner, openKeys, openMasterKey, readSecretFile } from './keys/index.js';
import { createMailWorker, openSmtpTransport } from './mail/index.js';
import { noteMalware } from './malware/index.js';
import { keyPurposes } from './sealed-data.js';
import { readOfficeCalendar } from './working-days/index.js';

/** What a gateway is told from outside. */
export interface GatewaySources {
  readonly config: Config;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Where captcha texts come from; random digits unless a test knows better. */
  readonly captchaText?: CaptchaText;
}

/** Everything the routes and the workers work with, opened once. */
export async function openParts(
  { config, clock, randomBytes, log, captchaText }: GatewaySources,
  db: Database,
) {
  const files = keyFiles(config.directories.keys);
  const keys = await openKeys({
    db,
    masterKey: await openMasterKey(config.keySources.master ?? files.master, randomBytes),
    random: randomBytes,
    clock,
    purposes: keyPurposes,
  });
  const trustList = await openTrustList({ db, trustDirectory: config.directories.trust, clock });
  for (const difference of await differencesOfFolder(trustList, config.directories.trust)) {
    log.warn({ difference }, 'the folder of anchors says something else than the trust list');
  }
  const cards = await createCardLogin({
    origin: config.origin,
    anchorsDirectory: join(config.directories.trust, 'anchors'),
    trustList,
    crlsDirectory: join(config.directories.trust, 'crls'),
    demoMode: config.mode === 'demo',
    clock,
    graceHours: config.crlGraceHours,
    onGraceUse: (use) => auditGraceUse(db, use),
    onCrlReport: (report) => log.info(report, 'certificate list'),
  });
  const malware = await openScanner(config, log);
  return {
    config,
    db,
    clock,
    randomBytes,
    log,
    keys,
    cards,
    trust: followTrustList(db, cards, trustList),
    documents: createDocumentStore({
      directory: config.directories.documents,
      keyring: keys,
      random: randomBytes,
      malware,
      onMalware: (found) => noteFound({ db, clock, log }, found),
    }),
    isScanning: malware !== undefined,
    /** What the verbs of applications work with. */
    applications: {
      db,
      keys,
      randomBytes,
      passwords: argon2id,
      calendar: readOfficeCalendar(),
      settings: config.applications,
    },
    receiptSigner: await openCmsSigner(
      config.keySources.receipt ?? files.receiptKey,
      files.receiptCertificate,
    ),
    checkpointSigner: parseNoteSigner(await readSecretFile(files.checkpointKey)),
    mail: createMailWorker({
      db,
      transport: await openSmtpTransport(config.smtp),
      keyring: keys,
      clock,
      random: randomBytes,
      origin: config.origin,
      log,
    }),
    ...(captchaText !== undefined && { captchaText }),
  };
}

/** What `createApp` is given, besides a way to wake the job worker. */
export type GatewayParts = Awaited<ReturnType<typeof openParts>>;

/** Whether files are scanned, and whether the scanner answers, is in the log from the start. */
async function openScanner({ clamd, mode }: Config, log: Logger): Promise<MalwareScanner | undefined> {
  if (clamd === null) {
    if (mode === 'production') log.warn('files are not scanned for malware; JIANBAO_CLAMD says how');
    return undefined;
  }
  const scanner = createClamdScanner(clamd);
  if (!(await scanner.isThere()))
    log.error({ clamd }, 'clamd does not answer; no file is taken until it does');
  return scanner;
}

/** What cannot be written down is in the log at least; the file is refused all the same. */
async function noteFound(
  services: { readonly db: Database; readonly clock: Clock; readonly log: Logger },
  found: FoundMalware,
): Promise<void> {
  await noteMalware(services, found).catch((error: unknown) => {
    const { signature, sha256 } = found;
    services.log.error(
      { err: describeError(error), signature, sha256: sha256.toString('hex') },
      'malware was found and could not be entered on the audit trail',
    );
  });
}

/** Each login that only the grace period let in is on record. */
async function auditGraceUse(db: Database, use: GraceUse): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      at: use.at,
      actor: null,
      address: null,
      action: 'crl.grace',
      target: { kind: 'crl', reference: use.issuerKeyId },
      outcome: 'done',
      detail: { ...use },
      reference: null,
    }),
  );
}
