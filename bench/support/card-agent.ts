import { startAgent } from '../../smartcard/index.js';

// A card agent in a process of its own, as `jianbao-card serve` starts it, but for the limit of logins in a minute. Its one
// argument is JSON; tells its parent the pairing secret over IPC.

const { origin, port, modulePath, configFile } = JSON.parse(process.argv[2] ?? '{}');
const agent = await startAgent({
  origins: [origin],
  port,
  modulePaths: [modulePath],
  softhsmConfig: configFile,
  limits: { authenticationsPerMinute: 10_000, readersPerMinute: 10_000 },
});
process.on('disconnect', () => void agent.close().then(() => process.exit()));
process.send?.({ pairingSecret: agent.pairingSecret });
