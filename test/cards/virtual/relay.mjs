// Run by reader-service.ts inside the reader's network namespace: passes what comes to a slot's Unix socket on to the
// port at which the virtual reader waits for a card, and back. Arguments: folder of the sockets, port of the first slot.
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const [, , directory = '', port = ''] = process.argv;

for (const slot of [0, 1]) {
  const server = createServer((outside) => {
    const inside = connect({ host: '127.0.0.1', port: Number(port) + slot, noDelay: true });
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ]) {
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  server.listen(join(directory, `slot-${slot}`));
}
