import type { CommandIo } from '../../commands.js';
import { Problem } from '../../problems/index.js';
import type { RevocationStatus } from '../revocation/source.js';
import { refuseCard } from '../token/check-revocation.js';
import { describeProblem, writeLine } from './arguments.js';

/**
 * Prints what the login would make of a status: `{"ok":true,"status":"good"}`, or the code of the refusal with its cause.
 *
 * @returns exit code: 0 good, 1 anything else
 */
export function answerStatus(status: RevocationStatus, io: CommandIo, form: 'json' | 'words'): number {
  try {
    if (status.outcome !== 'good') refuseCard(status);
    io.stdout.write(form === 'json' ? writeLine({ ok: true, status: status.outcome }) : 'OK\ngood\n');
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, detail } = error;
    io.stdout.write(
      form === 'json'
        ? writeLine({ ok: false, code, status: status.outcome, ...(detail !== undefined && { detail }) })
        : describeProblem(error),
    );
    return 1;
  }
}
