import { parseArgs } from 'node:util';
import { type Clock, type RandomBytes, toStoredTime } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { type Database, inTransaction } from '../../database/index.js';
import { findInstitution } from '../../institutions/index.js';
import { defaultWidths, parseRanges } from '../../ip-ranges/index.js';
import type { Keyring } from '../../keys/index.js';
import { problemSentence, translate } from '../../locales/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import { type Role, roles } from '../../roles.js';
import { byOperator } from '../acted-by.js';
import { type AddedAccount, addAccount, type NewAccount } from '../add-account.js';
import { argon2id } from '../passwords/hash.js';

const usage = `jianbao staff add --user-name NAME --name HOLDER --role reviewer|supervisor --email ADDRESS --range RANGE…
                  [--id-last4 DIGITS] [--role manager|reporter --institution CODE] [--mail]
`;

export interface StaffAddServices {
  readonly openDatabase: () => Promise<Database>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** For `--mail`: the keyring with which the outbox seals the password. */
  readonly openKeyring?: (db: Database) => Promise<Keyring>;
}

/**
 * `jianbao staff add`: adds an account, from the gateway's console. The one-time password is printed once, or sent to the
 * account's own address with `--mail`. Exit code 0, 1 when a value needs mending, 2 for a call that cannot be understood.
 */
export async function run(args: string[], io: CommandIo, services: StaffAddServices): Promise<number> {
  const call = readCall(args);
  if (call === undefined || (call.mail && services.openKeyring === undefined)) {
    io.stderr.write(usage);
    return 2;
  }
  const db = await services.openDatabase();
  try {
    const added = await add(db, call, services);
    io.stdout.write(`${describe(call, added)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    for (const line of explain(error)) io.stderr.write(`${line}\n`);
    return 1;
  } finally {
    await db.destroy();
  }
}

interface Call {
  readonly account: Omit<NewAccount, 'ranges' | 'role'>;
  readonly role: string;
  readonly ranges: readonly string[];
  readonly mail: boolean;
}

function readCall(args: string[]): Call | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'user-name': { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        email: { type: 'string' },
        range: { type: 'string', multiple: true },
        institution: { type: 'string' },
        'id-last4': { type: 'string' },
        mail: { type: 'boolean' },
      },
    });
    const { name, role, email, range } = values;
    const userName = values['user-name'];
    if (!userName || !name || !role || !email || !range) return undefined;
    const institutionCode = values.institution ?? null;
    const account = { userName, name, email, institutionCode, idLast4: values['id-last4'] ?? null };
    return { account, role, ranges: range, mail: values.mail ?? false };
  } catch {
    return undefined;
  }
}

async function add(db: Database, call: Call, services: StaffAddServices): Promise<AddedAccount> {
  const at = services.clock();
  const keyring = call.mail ? await services.openKeyring?.(db) : undefined;
  const account: NewAccount = {
    ...call.account,
    role: roleOf(call.role),
    ranges: parseRanges('range', call.ranges, { demoMode: false, widest: defaultWidths }),
  };
  return inTransaction(db, async (trx) => {
    const deps = { passwords: argon2id, randomBytes: services.randomBytes };
    const added = await addAccount(trx, deps, account, { ...byOperator, at });
    if (keyring !== undefined) {
      await enqueueMail(trx, {
        event: 'one-time-password',
        to: account.email,
        language: 'zh-Hant',
        params: {
          institutionName: await employerName(trx, account.institutionCode),
          userName: account.userName,
          password: sealMailSecret(keyring, account.email, added.oneTimePassword),
          validUntil: toStoredTime(added.validUntil),
          path: '/login',
        },
        at,
      });
    }
    return added;
  });
}

async function employerName(db: Database, institutionCode: string | null): Promise<string> {
  const institution = institutionCode === null ? undefined : await findInstitution(db, institutionCode);
  return institution?.name ?? translate('zh-Hant', 'shell.agency');
}

function roleOf(text: string): Role {
  const role = roles.find((one) => one === text);
  if (role === undefined) throw new Problem('ERR_ACCOUNT_ROLE');
  return role;
}

function describe({ account, mail }: Call, { oneTimePassword, validUntil }: AddedAccount): string {
  if (mail) return `Added ${account.userName}. The one-time password was sent to ${account.email}.`;
  return [
    `Added ${account.userName}. One-time password: ${oneTimePassword}`,
    `It works until ${toStoredTime(validUntil)}, once, with the holder's card, from the account's addresses.`,
    'Hand it to the holder and to nobody else; it is not shown again.',
  ].join('\n');
}

function explain(problem: Problem): string[] {
  if (problem.fields.length === 0) return [problemSentence('en', problem)];
  return problem.fields.map((fault) => `${fault.field}: ${problemSentence('en', fault)}`);
}
