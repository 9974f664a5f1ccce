import { removeStoredSecret, writeStoredSecret } from '../secrets/stored-secret.js';
import { fillIn, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import { required } from './options.js';

/** `jianbao-card secret set|remove NAME`: keeps a PIN or a password in the system's store, for commands that run alone. */
export const changeSecret: Command = async ({ operands, secretFd, language }, terminal) => {
  const [action, name = ''] = operands;
  const { cli } = texts[language];
  if (action === 'remove') await removeStoredSecret(name, terminal);
  else if (action === 'set') {
    const typed =
      secretFd === undefined
        ? await terminal.ask(fillIn(cli.askNewSecret, { name }), 'hidden')
        : await terminal.readLine(secretFd);
    await writeStoredSecret(name, required('--secret-fd', typed), terminal);
  } else throw new TypeError('Write secret set NAME or secret remove NAME.');
  terminal.writeError(`${fillIn(action === 'set' ? cli.secretKept : cli.secretRemoved, { name })}\n`);
  return exitCode.done;
};
