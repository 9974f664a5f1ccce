import { randomBytes } from 'node:crypto';
import { consentByPinOnPage } from '../authentication/consent.js';
import { openWindowWith } from '../consent/open-window.js';
import { loadPairingSecret, pairingFile } from '../server/pairing.js';
import { startAgent } from '../server/start-agent.js';
import { fillIn, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import type { CommandOptions } from './options.js';
import type { Terminal } from './terminal.js';
import { consentOnTerminal } from './terminal-consent.js';

/** `jianbao-card serve`: runs the agent until it is stopped. */
export const serve: Command = async (options, terminal) => {
  const { origins, port, modulePaths, softhsmConfig, pinEntry, language } = options;
  const agent = await startAgent({
    origins,
    ...(port !== undefined && { port }),
    modulePaths,
    ...(softhsmConfig !== undefined && { softhsmConfig }),
    pairingSecret: await loadPairingSecret(options.pairingFile ?? pairingFile(), randomBytes),
    ...waysToAsk(options, terminal),
    pinEntry,
    openWindow: openWindowWith(options.openCommand),
    log: (line) => terminal.writeError(`${JSON.stringify(line)}\n`),
  });
  const { cli } = texts[language];
  const values = { addresses: agent.addresses.join(', '), port: agent.port, origins: origins.join(', ') };
  terminal.writeLine(fillIn(cli.serving, values));
  await terminal.untilStopped();
  await agent.close();
  terminal.writeLine(cli.stopped);
  return exitCode.done;
};

/** Before a document is signed the person is asked by the agent itself, whatever a login needs. */
function waysToAsk({ consent }: CommandOptions, terminal: Terminal) {
  if (consent === 'window') return { askConsent: 'window', askDocumentConsent: 'window' } as const;
  if (consent === 'page') return { askConsent: consentByPinOnPage, askDocumentConsent: 'window' } as const;
  const onTerminal = consentOnTerminal(terminal);
  return { askConsent: onTerminal, askDocumentConsent: onTerminal };
}
