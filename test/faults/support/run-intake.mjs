// A gateway without its pages, in a process of its own, to be killed: it takes files in, confirms, cancels and runs the
// jobs. Runs the built program. Everything is loaded when it says `ready`; it begins when it is told by how many
// milliseconds its clock runs ahead, so that leases of the dead have ended. Orders are answered with their id. It kills
// itself some milliseconds after it has sent as many statements to the database as it was told, if it was.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';

import { byOperator } from '../../../dist/src/accounts/index.js';
import { connect } from '../../../dist/src/database/index.js';
import { createDocumentStore, documentPurposes } from '../../../dist/src/documents/index.js';
import { createJobWorker } from '../../../dist/src/jobs/index.js';
import { masterKeyOf, openKeys, readCmsSigner } from '../../../dist/src/keys/index.js';
import { giveUpSubmission, reportPurposes, submissionHandlers } from '../../../dist/src/reports/index.js';
import { cancelSubmission } from '../../../dist/src/reports/submissions/cancel.js';
import { confirmSubmission } from '../../../dist/src/reports/submissions/confirm.js';
import { findSubmission } from '../../../dist/src/reports/submissions/store.js';
import { submit } from '../../../dist/src/reports/submissions/submit.js';

const {
  database,
  documents: directory,
  masterKey,
  receiptKey,
  receiptCertificate,
} = JSON.parse(process.argv[2] ?? '{}');
const random = (size) => randomBytes(size);
let ahead = 0;
const clock = () => new Date(Date.now() + ahead);
const db = connect(database);
const keys = await openKeys({
  db,
  masterKey: masterKeyOf(Buffer.from(masterKey, 'base64'), random),
  random,
  clock,
  purposes: [...documentPurposes, ...reportPurposes],
});
const documents = createDocumentStore({ directory, keyring: keys, random });
const receiptSigner = await readCmsSigner(receiptKey, receiptCertificate);
const services = {
  db,
  clock,
  randomBytes: random,
  keys,
  documents,
  receiptSigner,
  log: { error: (...said) => process.send({ failure: JSON.stringify(said) }), info() {} },
  config: {
    origin: 'https://jianbao.test',
    database,
    directories: { documents: directory },
    submissionSignature: 'optional',
  },
  wakeJobs: () => jobs.wake(),
};
const handlers = submissionHandlers(services);
const jobs = createJobWorker({
  db,
  clock,
  handlers,
  onFailure: (_, error) => process.send({ failure: String(error) }),
  onGivenUp: (trx, job) => giveUpSubmission(trx, job, clock()),
  pollMilliseconds: 20,
});

const orders = {
  // Leases of those who could not even give their jobs back end sooner so.
  async wait({ milliseconds }) {
    ahead += milliseconds;
    jobs.wake();
  },
  async send({ path, name, key, institutionId, accountId, purpose, corrects }) {
    const document = await documents.write(createReadStream(path), {
      purpose: 'submission',
      limitBytes: 1e8,
    });
    const first = corrects === undefined ? undefined : await findSubmission(db, corrects);
    const submission = await submit(services, {
      kind: 'general',
      file: { name, document },
      institutionId,
      accountId,
      card: { profile: 'citizen', fingerprint: 'ab'.repeat(32) },
      language: 'zh-Hant',
      key,
      correction: first && { purpose, corrects: first, reason: '誤植' },
      by: byOperator,
    });
    return submission.number;
  },
  confirm: async ({ number }) => confirmSubmission(services, await findSubmission(db, number), byOperator),
  cancel: async ({ number }) => cancelSubmission(services, await findSubmission(db, number), byOperator),
};

process.on('disconnect', () => process.exit());
// Clearing up after what was cleared up does nothing, but has the worker thread loaded.
const cleared = await db('submissions').where({ state: 'refused', document_id: null }).first('number');
if (cleared) await handlers['submission.discard']({ subject: cleared.number }, new AbortController().signal);
process.send('ready');
const [begin] = await once(process, 'message');
ahead = begin.ahead;
let statements = 0;
db.on('query', () => {
  statements += 1;
  if (statements !== begin.dieAt?.statement) return;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), begin.dieAt.milliseconds);
});
jobs.start();
process.on('message', async ({ id, order, ...about }) => {
  const answer = await orders[order](about).then(
    (number) => ({ number }),
    (error) => ({ refusal: error.code ?? String(error) }),
  );
  process.send({ id, ...answer });
});
