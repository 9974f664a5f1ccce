import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agent, type AgentOptions, startAgent } from '../../../smartcard/index.js';
import { findFreePort } from '../../../src/demo/find-free-port.js';
import { startMailbox } from '../../../src/demo/mailbox/index.js';
import { demoCards, type InsertedCards, insertCards } from '../../support/demo-cards.js';
import { type Installation, type InstallationWatch, startInstallation } from '../../support/installation.js';

/** A whole installation on this machine: gateway, card agent with SoftHSM, mail server. Nothing in it is a stand-in. */
export interface Stack extends Installation {
  readonly agent: Agent;
  readonly readers: InsertedCards;
  readonly mailbox: Awaited<ReturnType<typeof startMailbox>>;
  /** Where the mails lie that came, one file each, named in the order of their arrival. */
  readonly mailDirectory: string;
}

/**
 * Starts it with these demo cards in the readers.
 *
 * @param options of the card agent, besides those of every test
 * @param settings of the gateway, besides those of every test
 * @param watch what else of the gateway a test sees to
 */
export async function startStack(
  cardIds: readonly string[],
  options: Partial<AgentOptions> = {},
  settings: Readonly<Record<string, string>> = {},
  watch: InstallationWatch = {},
): Promise<Stack> {
  const readers = await insertCards(await demoCards(new Date()), cardIds);
  const mails = await mkdtemp(join(tmpdir(), 'jianbao-mails-'));
  const mailbox = await startMailbox({
    smtpPort: await findFreePort(),
    httpPort: await findFreePort(),
    directory: mails,
  });
  const agentPort = await findFreePort();
  const installation = await startInstallation({ smtpPort: mailbox.smtpPort, agentPort }, watch, settings);
  const agent = await startAgent({
    origins: [installation.origin],
    port: agentPort,
    modulePaths: [readers.modulePath],
    softhsmConfig: readers.configFile,
    limits: { authenticationsPerMinute: 100 },
    ...options,
  });
  return {
    ...installation,
    agent,
    readers,
    mailbox,
    mailDirectory: mails,
    async stop() {
      await agent.close();
      await installation.stop();
      await mailbox.close();
      await readers.remove();
      await rm(mails, { recursive: true, force: true });
    },
  };
}
