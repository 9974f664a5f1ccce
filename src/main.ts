import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { systemClock } from './clock.js';
import { readConfig } from './config.js';
import { startGateway } from './gateway.js';

/**
 * `jianbao serve`: runs a gateway until SIGTERM or SIGINT. Exit code 0 after a clean stop.
 *
 * @throws ConfigError, KeyFileError or TypeError with a sentence for the operator when it cannot start
 */
export async function serve(environment: NodeJS.ProcessEnv): Promise<number> {
  const config = readConfig(environment);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const gateway = await startGateway({ config, clock: systemClock, randomBytes, log });
  log.info({ origin: config.origin, host: config.listen.host, port: gateway.port }, 'listening');
  // A parent that started us with a channel is told at once, instead of having to ask.
  process.send?.({ listening: gateway.port });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  log.info('stopping');
  await gateway.stop();
  log.info('stopped');
  // What was abandoned may still hold a socket open.
  setTimeout(() => process.exit(0), 500).unref();
  return 0;
}
