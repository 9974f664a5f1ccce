import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { findListed } from '../../trust-list/find-listed.js';
import { type ChangeCall, makeChange } from './make-change.js';
import type { TrustServices } from './services.js';

const usage = 'Usage: jianbao trust remove KEYID|FINGERPRINT [--reason TEXT] [--now]\n';

/**
 * `jianbao trust remove KEYID|FINGERPRINT [--reason TEXT] [--now]`: takes an authority's certificate off the trust list.
 * The last anchor stays: without one nobody could log in. Where there is a supervisor it becomes a proposal; `--now` does it at
 * once, with a reason that all supervisors are mailed.
 *
 * @returns exit code: 0 removed or proposed, 1 it cannot be, 2 misuse
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const call = readCall(args);
  if (call === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  return makeChange(call, io, services, (list) => ({
    kind: 'remove',
    authority: findListed(list, call.words).authority,
    revocation: null,
  }));
}

const options = {
  reason: { type: 'string', default: '' },
  now: { type: 'boolean', default: false },
} as const;

function readCall(args: string[]): (ChangeCall & { readonly words: string }) | undefined {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const [words] = positionals;
    if (words === undefined || positionals.length !== 1) return undefined;
    return { words, reason: values.reason.trim(), when: values.now ? 'now' : 'once-approved' };
  } catch {
    return undefined;
  }
}
