import { authenticateWithCard } from '../authenticate-with-card.js';
import type { AskConsent } from '../authentication/consent.js';
import { AgentProblem } from '../problems.js';
import { checkOrigins } from '../server/origins.js';
import { fillIn, texts } from '../texts.js';
import { cardOptions } from './card-options.js';
import { createAskGateway } from './gateway/ask-gateway.js';
import { type GatewayLogin, type GatewaySession, openGatewayLogin } from './gateway/session.js';
import { type CommandOptions, required } from './options.js';
import { readSecret } from './read-secret.js';
import type { Terminal } from './terminal.js';

/**
 * Logs in to the gateway that the options name, with password and card, and with the mailed code when the card is
 * another one of the same person.
 *
 * @throws AgentProblem for everything that can go wrong with card, PIN and gateway; TypeError for an option that is missing
 */
export async function openSession(options: CommandOptions, terminal: Terminal): Promise<GatewaySession> {
  const origin = gatewayOf(options);
  const userName = required('--user', options.user);
  const password = await readPassword(options, userName, terminal);
  const gateway = openGatewayLogin(createAskGateway(origin, options.language));
  const { challenge, nonce } = await gateway.challenge();
  const token = await authenticateWithCard({
    ...cardOptions(options),
    origin,
    nonce,
    askConsent: askForPin(options, terminal),
  });
  const credentials = { challenge, userName, password, token: JSON.stringify(token) };
  return enter(gateway, credentials, options, terminal);
}

/** The gateway's origin, as the options name it. */
export function gatewayOf({ gateway }: CommandOptions): string {
  const origin = required('--gateway', gateway);
  checkOrigins([origin]);
  return origin;
}

async function enter(
  gateway: GatewayLogin,
  credentials: Parameters<GatewayLogin['logIn']>[0],
  options: CommandOptions,
  terminal: Terminal,
): Promise<GatewaySession> {
  const { challenge } = credentials;
  let outcome = await gateway.logIn(credentials);
  for (let asked = 0; outcome.kind !== 'session'; asked += 1) {
    // A descriptor gives one line; the gateway ends it at a terminal.
    if (asked > 0 && options.codeFd !== undefined) throw outcome.refusal;
    terminal.writeError(`${outcome.refusal.params.reason}\n`);
    outcome = await gateway.confirmCode({ challenge, code: await readCode(options, terminal) });
  }
  return outcome.session;
}

async function readCode({ codeFd, language }: CommandOptions, terminal: Terminal): Promise<string> {
  const code =
    codeFd === undefined
      ? await terminal.ask(texts[language].cli.askCode, 'shown')
      : await terminal.readLine(codeFd);
  if (code === undefined) throw new AgentProblem('ERR_AGENT_GATEWAY_CODE_WANTED');
  if (code.trim() === '') throw new AgentProblem('ERR_AGENT_CANCELLED');
  return code.trim();
}

function readPassword(options: CommandOptions, user: string, terminal: Terminal): Promise<string> {
  const { passwordFd: descriptor, passwordSecret: secret, language } = options;
  const question = fillIn(texts[language].cli.askPassword, { user });
  return readSecret({ descriptor, secret, question, what: 'password' }, terminal, language);
}

/** Who runs the command and gives the PIN agrees by that; the last try wants an option of its own. */
function askForPin(options: CommandOptions, terminal: Terminal): AskConsent {
  const { pinFd: descriptor, pinSecret: secret, agreeLastTry, language } = options;
  return async ({ lastTry, pinPad }) => {
    if (lastTry && !agreeLastTry) return { kind: 'last-try-not-agreed' };
    if (pinPad) return { kind: 'granted' };
    const question = texts[language].cli.askPin;
    const pin = await readSecret({ descriptor, secret, question, what: 'pin' }, terminal, language);
    return { kind: 'granted', pin: new Uint8Array(Buffer.from(pin, 'utf8')) };
  };
}
