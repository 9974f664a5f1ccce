// Another process that decides on proposals: for each order it is sent, it answers with the outcome.
import { approveProposal } from '../../../dist/src/certificates/trust-list/approve-proposal.js';
import { withdrawProposal } from '../../../dist/src/certificates/trust-list/end-proposal.js';
import { connect } from '../../../dist/src/database/index.js';

const { settings, at } = JSON.parse(process.argv[2]);
const db = connect(settings);
const services = { db, clock: () => new Date(at), listSupervisors: async () => [] };

const acts = {
  approve: ({ id, digits, by }) => approveProposal(services, { id, digits }, by),
  withdraw: ({ id, by }) => withdrawProposal(services, id, by),
};

process.on('message', async (order) => {
  const outcome = await acts[order.act](order).then(
    () => 'ok',
    (error) => error.code ?? String(error),
  );
  process.send(outcome);
});
process.on('disconnect', () => db.destroy());
await db.raw('SELECT 1');
process.send('ready');
