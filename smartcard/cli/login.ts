import { authenticateWithCard } from '../authenticate-with-card.js';
import type { AskConsent } from '../authentication/consent.js';
import { checkOrigins } from '../server/origins.js';
import { fillIn, texts } from '../texts.js';
import type { Command } from './command.js';
import { openGateway } from './gateway.js';
import { type CommandOptions, required } from './options.js';
import { readSecret } from './read-secret.js';
import type { Terminal } from './terminal.js';

/** `jianbao-card login`: logs in to a gateway as a hospital's own system does, and writes the session's token. */
export const logIn: Command = async (options, terminal) => {
  const { language, json } = options;
  const origin = required('--gateway', options.gateway);
  checkOrigins([origin]);
  const userName = required('--user', options.user);
  const password = await readPassword(options, userName, terminal);
  const gateway = openGateway(origin, language);
  const { challenge, nonce } = await gateway.challenge();
  const token = await authenticateWithCard({
    ...cardOptions(options),
    origin,
    nonce,
    askConsent: askForPin(options, terminal),
  });
  const session = await gateway.logIn({ challenge, userName, password, token: JSON.stringify(token) });
  if (json) return terminal.writeLine(JSON.stringify(session));
  terminal.writeError(
    `${fillIn(texts[language].cli.loggedIn, { gateway: origin, endsAt: session.endsAt })}\n`,
  );
  terminal.writeLine(session.token);
};

function readPassword(
  { passwordFd, language }: CommandOptions,
  user: string,
  terminal: Terminal,
): Promise<string> {
  const question = fillIn(texts[language].cli.askPassword, { user });
  return readSecret(
    { descriptor: passwordFd, option: '--password-fd', question, what: 'password' },
    terminal,
    language,
  );
}

/** Who runs the command and gives the PIN agrees by that; the last try wants an option of its own. */
function askForPin({ pinFd, agreeLastTry, language }: CommandOptions, terminal: Terminal): AskConsent {
  return async ({ lastTry, pinPad }) => {
    if (lastTry && !agreeLastTry) return { kind: 'last-try-not-agreed' };
    if (pinPad) return { kind: 'granted' };
    const question = texts[language].cli.askPin;
    const plan = { descriptor: pinFd, option: '--pin-fd', question, what: 'pin' } as const;
    const pin = await readSecret(plan, terminal, language);
    return { kind: 'granted', pin: new Uint8Array(Buffer.from(pin, 'utf8')) };
  };
}

function cardOptions({ modulePaths, softhsmConfig, readerId, tokenLabel, language }: CommandOptions) {
  return {
    modulePaths,
    ...(softhsmConfig !== undefined && { softhsmConfig }),
    ...(readerId !== undefined && { readerId }),
    ...(tokenLabel !== undefined && { tokenLabel }),
    language,
  };
}
