// The whole gateway, with its pages, its API and its jobs, in a process of its own, to be killed. Runs the built program,
// with the settings of its environment. Everything is loaded when it says `ready`; it starts when it is told by how many
// milliseconds its clock runs ahead, so that leases of the dead have ended. It kills itself some milliseconds after it has
// sent as many statements to the database as it was told, if it was; after none of them while it is still starting.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { readConfig } from '../../../dist/src/config.js';
import { startGateway } from '../../../dist/src/gateway.js';

process.on('disconnect', () => process.exit());
process.send('ready');
const [{ ahead, dieAt }] = await once(process, 'message');
if (dieAt?.statement === 0) dieSoon();
const gateway = await startGateway({
  config: readConfig(process.env),
  clock: () => new Date(Date.now() + ahead),
  randomBytes,
  log: pino({ level: 'error' }, { write: (line) => process.send({ failure: line }) }),
});
let statements = 0;
gateway.db.on('query', () => {
  statements += 1;
  if (statements === dieAt?.statement) dieSoon();
});
process.send('listening');

function dieSoon() {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), dieAt.milliseconds);
}
