import { randomBytes } from 'node:crypto';
import { checkOrigins } from '../server/origins.js';
import { loadPairingSecret, pairingFile } from '../server/pairing.js';
import { texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';

/** `jianbao-card pair`: the link that brings this installation's secret to the browser. */
export const showPairing: Command = async ({ origins, language, pairingFile: file }, terminal) => {
  checkOrigins(origins);
  const secret = await loadPairingSecret(file ?? pairingFile(), randomBytes);
  terminal.writeError(`${texts[language].cli.pairing}\n`);
  // In the fragment: browsers send it to no server.
  for (const origin of origins) terminal.writeLine(`${origin}/card/pair#${secret}`);
  return exitCode.done;
};
