import { fillIn, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import { gatewayOf, openSession } from './open-session.js';

/** `jianbao-card login`: logs in to a gateway as a hospital's own system does, and writes the session's token. */
export const logIn: Command = async (options, terminal) => {
  const session = await openSession(options, terminal);
  if (options.json) {
    terminal.writeLine(JSON.stringify(session));
    return exitCode.done;
  }
  const { loggedIn } = texts[options.language].cli;
  terminal.writeError(`${fillIn(loggedIn, { gateway: gatewayOf(options), endsAt: session.endsAt })}\n`);
  terminal.writeLine(session.token);
  return exitCode.done;
};
