import { parseArgs } from 'node:util';
import { type Clock, taipeiDate } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { type Database, inTransaction } from '../../database/index.js';
import { isDay } from '../idle/days.js';
import { type Foreseen, foresee } from '../idle/foresee.js';
import { countManagers, listIdleAccounts } from '../idle/idle-store.js';
import { tendIdleAccounts } from '../idle/tend-idle-accounts.js';

const usage = `jianbao accounts idle [--as-of YYYY-MM-DD] [--dry-run] [--json]

Does the daily work on idle accounts now; with --dry-run it only shows how they stand, on another day with --as-of.
`;

export interface IdleCommandServices {
  readonly openDatabase: () => Promise<Database>;
  readonly clock: Clock;
  /** Where the agency is told of an institution's last manager that is idle. */
  readonly agencyAddress: string;
}

/**
 * `jianbao accounts idle --as-of DATE --dry-run`: how idle accounts stand on a day. Without `--dry-run` the steps due today
 * are taken, as the gateway does by itself. Exit code 0, or 2 for a call that cannot be understood.
 */
export async function run(args: string[], io: CommandIo, services: IdleCommandServices): Promise<number> {
  const now = services.clock();
  const today = taipeiDate(now);
  const call = readCall(args, today);
  if (call === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  if (!call.dryRun && call.asOf !== today) {
    io.stderr.write('Steps are taken for today only. Add --dry-run to look at another day.\n');
    return 2;
  }
  const db = await services.openDatabase();
  try {
    const lines = call.dryRun
      ? await inTransaction(db, (trx) => lookAhead(trx, { day: call.asOf, today }))
      : (await tendIdleAccounts({ db, agencyAddress: services.agencyAddress }, now)).map(
          ({ account, step }) => ({ account, step }),
        );
    io.stdout.write(call.json ? `${JSON.stringify(toJson(call, lines))}\n` : describe(call, lines));
    return 0;
  } finally {
    await db.destroy();
  }
}

interface Call {
  readonly asOf: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

type Line = Pick<Foreseen, 'account'> & {
  readonly step: Foreseen['standing'];
} & Partial<Pick<Foreseen, 'days' | 'plan'>>;

function readCall(args: string[], today: string): Call | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'as-of': { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const asOf = values['as-of'] ?? today;
    if (!isDay(asOf)) return undefined;
    return { asOf, dryRun: values['dry-run'] ?? false, json: values.json ?? false };
  } catch {
    return undefined;
  }
}

async function lookAhead(db: Database, days: { day: string; today: string }): Promise<readonly Line[]> {
  const accounts = await listIdleAccounts(db, days.day);
  return foresee(accounts, days, await countManagers(db)).map(({ standing, ...line }) => ({
    ...line,
    step: standing,
  }));
}

function toJson({ asOf, dryRun }: Call, lines: readonly Line[]) {
  return {
    asOf,
    dryRun,
    accounts: lines.map(({ account, step, days, plan }) => ({
      userName: account.userName,
      role: account.role,
      institutionCode: account.institution.code,
      usedOn: account.usedOn,
      everUsed: account.everUsed,
      step,
      ...(days === undefined ? {} : { days }),
      ...plan,
    })),
  };
}

function describe({ asOf, dryRun }: Call, lines: readonly Line[]): string {
  const head = dryRun
    ? `Idle accounts on ${asOf}: ${lines.length}`
    : `Steps taken on ${asOf}: ${lines.length}`;
  const rows = lines.map(({ account, step, days, plan }) =>
    [
      `${step.padEnd(14)} ${account.userName} (${account.role}, ${account.institution.code})`,
      `${account.everUsed ? 'last used' : 'never used, active since'} ${account.usedOn}`,
      ...(days === undefined ? [] : [`${days} days`]),
      ...(plan === undefined || step === 'suspend' || step === 'report'
        ? []
        : [`suspended from ${plan.suspendOn}`]),
    ].join(', '),
  );
  return `${[head, ...rows].join('\n')}\n`;
}
