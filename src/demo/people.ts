import { randomBytes, randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  addAccount,
  argon2id,
  byOperator,
  completeProfile,
  passwordProfiles,
  replacePassword,
} from '../accounts/index.js';
import { type Database, inTransaction } from '../database/index.js';
import { parseRanges } from '../ip-ranges/index.js';
import { type PersonPlan, personPlans } from './people-plans.js';
import { type DemoCard, type DemoPki, demoCard } from './pki/index.js';

/** Somebody who can log in to the demonstration. */
export interface Person {
  readonly userName: string;
  readonly role: PersonPlan['role'];
  readonly name: string;
  /** A new one for each demonstration; of a newcomer the one-time password. */
  readonly password: string;
  readonly begins: PersonPlan['begins'];
  readonly pin: string;
  readonly tokenLabel: string;
  /** Id of the demo card. */
  readonly card: string;
}

/** Adds the demo's people through the same functions as anybody else's. */
export async function addPeople(db: Database, pki: DemoPki, at: Date): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (const plan of personPlans) people.push(await addPerson(db, plan, demoCard(pki, plan.card), at));
  return people;
}

async function addPerson(db: Database, plan: PersonPlan, card: DemoCard, at: Date): Promise<Person> {
  const { userName, role, institutionCode, email, begins } = plan;
  const by = { ...byOperator, at };
  const { accountId, oneTimePassword } = await inTransaction(db, (trx) =>
    addAccount(
      trx,
      { passwords: argon2id, randomBytes },
      {
        userName,
        role,
        institutionCode,
        email,
        name: card.holder,
        idLast4: card.idLast4 ?? null,
        ranges: loopbackRanges,
      },
      by,
    ),
  );
  const person = {
    userName,
    role,
    name: card.holder,
    begins,
    pin: card.pin,
    tokenLabel: card.tokenLabel,
    card: card.id,
  };
  if (begins === 'first-login') return { ...person, password: oneTimePassword };
  const password = makePassword();
  const tools = { passwords: argon2id, passwordProfile: passwordProfiles['tw-baseline'] };
  await replacePassword(db, tools, { accountId, newPassword: password }, by, (trx) =>
    completeProfile(trx, accountId, { ...telephones, email }, by),
  );
  return { ...person, password };
}

/** Admitted in demo mode only. */
const loopbackRanges = parseRanges('ranges', ['127.0.0.0/8', '::1'], {
  demoMode: true,
  widest: 'confirmed-by-reviewer',
});

const telephones = { telephone: '02-1111-1111', telephoneExtension: '001', mobile: '0900111111' };

/** Four words' worth of randomness in a form that is quick to type: three groups of letters and digits. */
function makePassword(): string {
  const group = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  const letters = 'abcdefghjkmnpqrstuvwxyz';
  return [group(letters, 5), group(letters.toUpperCase(), 4), group('23456789', 4)].join('-');
}

/** The people of an earlier run, with their passwords; undefined when there was none. */
export async function readPeople(file: string): Promise<readonly Person[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as Person[]);
}

/** Keeps the people for the next run, readable by the owner only. */
export function writePeople(file: string, people: readonly Person[]): Promise<void> {
  return writeFile(file, `${JSON.stringify(people, null, 2)}\n`, { mode: 0o600 });
}
