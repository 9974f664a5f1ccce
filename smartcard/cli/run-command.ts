import { AgentProblem } from '../problems.js';
import { describeProblem, fillIn, type Language, languageFrom, texts } from '../texts.js';
import type { CommandEntry } from './command.js';
import { examineComputer } from './doctor.js';
import { exitCode, exitCodeOf } from './exit-codes.js';
import { GatewayRefusal } from './gateway/refusal.js';
import { install, uninstall } from './install.js';
import { listCards } from './list.js';
import { logIn } from './login.js';
import { parseOptions } from './options.js';
import { showPairing } from './pair.js';
import { changeSecret } from './secret.js';
import { serve } from './serve.js';
import { signFile } from './sign.js';
import type { Terminal } from './terminal.js';
import { uploadFile } from './upload.js';

const commands: Readonly<Record<string, CommandEntry>> = {
  serve: { run: serve, operands: [] },
  pair: { run: showPairing, operands: [] },
  list: { run: listCards, operands: [] },
  login: { run: logIn, operands: [] },
  upload: { run: uploadFile, operands: ['FILE'] },
  sign: { run: signFile, operands: ['FILE'] },
  doctor: { run: examineComputer, operands: [] },
  install: { run: install, operands: [] },
  uninstall: { run: uninstall, operands: [] },
  secret: { run: changeSecret, operands: ['set|remove', 'NAME'] },
};

/**
 * Runs `jianbao-card` with its arguments.
 *
 * @returns the exit code, as the usage text lists them
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const language = languageFrom(terminal.environment.LC_ALL ?? terminal.environment.LANG);
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    terminal.writeError(`${texts[language].cli.usage}\n`);
    return name === 'help' || name === '--help' ? exitCode.done : exitCode.misuse;
  }
  try {
    return await command.run(parseOptions(rest, language, command.operands), terminal);
  } catch (cause) {
    return tellFailure(cause, args, terminal, language);
  }
}

function tellFailure(
  cause: unknown,
  args: readonly string[],
  terminal: Terminal,
  language: Language,
): number {
  if (cause instanceof AgentProblem) {
    const { title, detail } = describeProblem(cause, chosenLanguage(args) ?? language);
    if (args.includes('--json'))
      terminal.writeLine(JSON.stringify({ code: cause.code, title, detail, ...moreOf(cause) }));
    else terminal.writeError(`${title}\n${detail}\n`);
    return exitCodeOf(cause.code);
  }
  // Options are checked with sentences that say what to write; they arrive as TypeErrors.
  if (cause instanceof TypeError) {
    terminal.writeError(`${fillIn(texts[language].cli.misuse, { reason: cause.message })}\n`);
    return exitCode.misuse;
  }
  const isPortTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  const { title, detail } = describeProblem(new AgentProblem('ERR_AGENT_INTERNAL'), language);
  terminal.writeError(isPortTaken ? `${texts[language].cli.portTaken}\n` : `${title}\n${detail}\n`);
  return exitCode.unexpected;
}

/** What else a program may want to know of a failure. */
function moreOf(problem: AgentProblem): Readonly<Record<string, unknown>> {
  if (!(problem instanceof GatewayRefusal)) return { triesLeft: problem.triesLeft };
  return { gatewayCode: problem.gatewayCode, reference: problem.reference, retryAfter: problem.retryAfter };
}

function chosenLanguage(args: readonly string[]): Language | undefined {
  const value = args[args.indexOf('--language') + 1];
  return args.includes('--language') && (value === 'en' || value === 'zh-Hant') ? value : undefined;
}
