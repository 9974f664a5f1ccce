// A gateway that approves one application in a process of its own. Says `ready`, waits for a message, approves, and says
// how it ended. With `dieAt` it kills itself before it sends that statement of the approval to the database.
import { randomBytes } from 'node:crypto';
import { argon2id } from '../../../dist/src/accounts/index.js';
import { approveAll, decide, readApplication } from '../../../dist/src/applications/index.js';
import { connect } from '../../../dist/src/database/index.js';
import { keyring } from '../../../dist/src/keys/index.js';

const { database, keyMaterial, order, actor, at, dieAt } = JSON.parse(process.argv[2] ?? '{}');
const keys = keyMaterial.map(({ bytes, ...key }) => ({ ...key, bytes: Buffer.from(bytes, 'base64') }));
const db = connect(database);
const services = { db, keys: keyring({ keys }, randomBytes), randomBytes, passwords: argon2id };
const application = await readApplication(services, order.reference, actor);

let statements = 0;
process.once('message', async () => {
  db.on('query', () => {
    statements += 1;
    if (statements === dieAt) process.kill(process.pid, 'SIGKILL');
  });
  const decisions = approveAll(application);
  const by = { actor, address: null, reference: null, at: new Date(at) };
  const ended = await decide(services, { ...order, decisions, wideConfirmed: false }, by).then(
    () => 'won',
    (error) => error.code,
  );
  process.send({ ended, statements });
  await db.destroy();
  process.disconnect();
});
process.send('ready');
