// Loaded into the card agent before anything else: throws where nobody catches, in the thread that is told to.
import { isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread)
  process.on('SIGUSR2', () => {
    throw new Error('thrown on purpose');
  });
else if (parentPort !== null && process.env.THROW_IN_WORKER === '1') {
  const { on } = parentPort;
  parentPort.on = function (event, listener) {
    return on.call(this, event, (request) => {
      if (request.operation === 'authenticate') throw new Error('thrown on purpose');
      listener(request);
    });
  };
}
