// A gateway's job worker in a process of its own, to be killed. Runs the built program; says `ready`, then works until it
// is told to stop or killed. Its clock runs ahead by as many milliseconds as it is told, so that leases of the dead end.
import { randomBytes } from 'node:crypto';
import { connect } from '../../../dist/src/database/index.js';
import { createDocumentStore, documentPurposes } from '../../../dist/src/documents/index.js';
import { createJobWorker } from '../../../dist/src/jobs/index.js';
import { masterKeyOf, openKeys, readCmsSigner } from '../../../dist/src/keys/index.js';
import { giveUpSubmission, reportPurposes, submissionHandlers } from '../../../dist/src/reports/index.js';

const {
  database,
  documents,
  masterKey,
  receiptKey,
  receiptCertificate,
  aheadMilliseconds,
  submissionSignature = 'optional',
} = JSON.parse(process.argv[2] ?? '{}');
const random = (size) => randomBytes(size);
const clock = () => new Date(Date.now() + aheadMilliseconds);
const db = connect(database);
const keys = await openKeys({
  db,
  masterKey: masterKeyOf(Buffer.from(masterKey, 'base64'), random),
  random,
  clock,
  purposes: [...documentPurposes, ...reportPurposes],
});
const jobs = createJobWorker({
  db,
  clock,
  handlers: submissionHandlers({
    db,
    clock,
    randomBytes: random,
    keys,
    documents: createDocumentStore({ directory: documents, keyring: keys, random }),
    receiptSigner: await readCmsSigner(receiptKey, receiptCertificate),
    log: { error: (...said) => console.error(...said) },
    config: { origin: 'https://jianbao.test', database, directories: { documents }, submissionSignature },
  }),
  onFailure: (_, error) => process.send?.({ failure: String(error) }),
  onGivenUp: (trx, job) => giveUpSubmission(trx, job, clock()),
  pollMilliseconds: 20,
});
jobs.start();
process.send?.({ ready: true });
process.on('message', async () => {
  await jobs.stop();
  await db.destroy();
  process.exit();
});
process.on('disconnect', () => process.exit());
